"""Cases: what the rules of data.yml must report, and what they must not."""

import os
import shutil
import tarfile
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import joblib
import pandas as pd
import pooch
import tensorflow as tf
import torch
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, StandardScaler
from urllib.request import urlretrieve as fetch

SOURCE = "https://example.org/rows.csv"


def downloads(folder, year):
    # ruleid: ai-unchecked-download
    pd.read_csv("https://example.org/rows.csv", sep=";")
    # ruleid: ai-unchecked-download
    pd.read_parquet(SOURCE).dropna()
    # ruleid: ai-unchecked-download
    pd.read_csv(f"https://example.org/{year}.csv")
    # ruleid: ai-unchecked-download
    fetch(SOURCE, folder / "rows.csv")
    # ruleid: ai-unchecked-download
    tf.keras.utils.get_file("rows.csv", origin=SOURCE)
    # ruleid: ai-unchecked-download
    pooch.retrieve(SOURCE, known_hash=None)
    # ok: ai-unchecked-download
    tf.keras.utils.get_file("rows.csv", origin=SOURCE, file_hash="0" * 64)
    # ok: ai-unchecked-download
    torch.hub.load_state_dict_from_url(SOURCE, check_hash=True)
    # ok: ai-unchecked-download
    pd.read_csv(folder / "rows.csv")
    # ok: ai-unchecked-download
    pd.read_csv("data/rows.csv")


def archives(path, folder):
    with tarfile.open(path) as archive:
        # ruleid: ai-unfiltered-archive
        archive.extractall(folder)
    other = tarfile.open(path, "r:gz")
    # ruleid: ai-unfiltered-archive
    other.extract("model.bin", path=folder)
    # ruleid: ai-unfiltered-archive
    tarfile.open(path).extractall()
    # ruleid: ai-unfiltered-archive
    shutil.unpack_archive("model.tar.gz", folder)
    with tarfile.open(path) as archive:
        # ok: ai-unfiltered-archive
        archive.extractall(folder, filter="data")
        # ok: ai-unfiltered-archive
        archive.extractfile("model.bin").read()
    with zipfile.ZipFile(path) as archive:
        # ok: ai-unfiltered-archive
        archive.extractall(folder)
    # ok: ai-unfiltered-archive
    shutil.unpack_archive("model.tar.gz", folder, filter="data")


def unpacking(path, folder: Path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            # ruleid: ai-zip-slip
            (folder / name).write_bytes(archive.read(name))
            target = os.path.join(folder, name)
            # ruleid: ai-zip-slip
            with open(target, "wb") as file:
                file.write(archive.read(name))
            # ok: ai-zip-slip
            with open(os.path.join(folder, os.path.basename(name)), "wb") as file:
                file.write(archive.read(name))
        for entry in archive.infolist():
            # ruleid: ai-zip-slip
            open(f"{folder}/{entry.filename}", mode="wb").write(archive.read(entry))
            inside = (folder / entry.filename).resolve()
            if not inside.is_relative_to(folder):
                raise ValueError(entry.filename)
            # ok: ai-zip-slip
            inside.write_bytes(archive.read(entry))
        # ok: ai-zip-slip
        Path("names.txt").write_text("\n".join(archive.namelist()))


def places(model, folder):
    # ruleid: ai-model-in-shared-tmp
    joblib.dump(model, "/tmp/model.joblib", compress=3)
    # ruleid: ai-model-in-shared-tmp
    torch.load("/tmp/model.pt", weights_only=True)
    # ruleid: ai-model-in-shared-tmp
    name = tempfile.mktemp(suffix=".pt")
    # ok: ai-model-in-shared-tmp
    joblib.dump(model, folder / "model.joblib")
    # ok: ai-model-in-shared-tmp
    joblib.dump(model, "artifacts/tmp/model.joblib")
    with tempfile.TemporaryDirectory() as own:
        # ok: ai-model-in-shared-tmp
        model.save_pretrained(own)
    return name


def leaks_at_once(x, y):
    # ruleid: ai-fit-before-split
    scaled = StandardScaler().fit_transform(x)
    parts = train_test_split(scaled, y, random_state=1)
    return parts


def leaks_in_two_steps(frame, imputer):
    x = frame.drop(columns=["label"])
    # ruleid: ai-fit-before-split
    imputer.fit(x)
    filled = imputer.transform(x)
    x_train, x_test = train_test_split(filled, test_size=0.2, random_state=1)
    return x_train, x_test


def leaks_by_column(frame, scaler):
    # ruleid: ai-fit-before-split
    frame[["a", "b"]] = scaler.fit_transform(frame[["a", "b"]])
    train, test = train_test_split(frame, random_state=1)
    return train, test


def does_not_leak(x, y, scaler):
    # ok: ai-fit-before-split
    codes = LabelEncoder().fit_transform(y)
    x_train, x_test, y_train, y_test = train_test_split(x, codes, random_state=1)
    # ok: ai-fit-before-split
    scaled = scaler.fit_transform(x_train)
    # ok: ai-fit-before-split
    model = make_pipeline(StandardScaler()).fit(x_train, y_train)
    return scaled, model, x_test, y_test


def fits(scaler, model, x_train, x_test, y_test, split):
    # ruleid: ai-fit-on-test
    scaler.fit_transform(x_test)
    # ruleid: ai-fit-on-test
    model.fit(split.x_test, split.y_test, epochs=3)
    # ruleid: ai-fit-on-test
    classes = [one.partial_fit(x_test, y_test).classes_ for one in model.estimators_]
    # ok: ai-fit-on-test
    scaler.fit_transform(x_train)
    # ok: ai-fit-on-test
    scaler.transform(x_test)
    # ok: ai-fit-on-test
    return classes, model.score(x_test, y_test)
