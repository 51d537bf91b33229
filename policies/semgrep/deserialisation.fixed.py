"""Cases: what the rules of deserialisation.yml must report, and what they must not."""

import functools
import json
import marshal
import pickle
import pickle as pk
import shelve
from pickle import load as read_model

import cloudpickle
import dill
import joblib
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
import torch
import yaml
from joblib import load as fetch
from keras.layers import Dense, Lambda
from torch import load as torch_load


def pickles(file, data, model):
    # ruleid: ai-unsafe-pickle
    pickle.load(file)
    # ruleid: ai-unsafe-pickle
    pk.loads(data, encoding="latin1")
    # ruleid: ai-unsafe-pickle
    read_model(file)
    # ruleid: ai-unsafe-pickle
    score = pickle.Unpickler(file).load().predict(data)
    # ruleid: ai-unsafe-pickle
    dill.loads(data)
    with open("model.bin", "rb") as opened:
        # ruleid: ai-unsafe-pickle
        model = cloudpickle.load(opened)
    # ruleid: ai-unsafe-pickle
    marshal.loads(data)
    # ok: ai-unsafe-pickle
    pickle.dump(model, file)
    # ok: ai-unsafe-pickle
    copy = pickle.loads(pickle.dumps(model))
    kept = cloudpickle.dumps(model)
    # ok: ai-unsafe-pickle
    again = pickle.loads(kept)
    # ok: ai-unsafe-pickle
    json.load(file)
    return score, copy, again


class OnlyNumbers(pickle.Unpickler):
    """An unpickler that refuses every class."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(name)


def restricted(file):
    # ok: ai-unsafe-pickle
    return OnlyNumbers(file).load()


def models_of_joblib(path, model):
    # ruleid: ai-unsafe-joblib
    joblib.load(path)
    # ruleid: ai-unsafe-joblib
    fetch(filename=path, mmap_mode="r")
    # ruleid: ai-unsafe-joblib
    predict = [joblib.load(one).predict for one in path.iterdir()]
    # ok: ai-unsafe-joblib
    joblib.dump(model, path)
    # ok: ai-unsafe-joblib
    joblib.hash(model)
    # ok: ai-unsafe-joblib
    json.load(path)
    return predict


def tables(path):
    # ruleid: ai-unsafe-read-pickle
    pd.read_pickle(path)
    # ruleid: ai-unsafe-read-pickle
    frame = pd.read_pickle(compression="gzip", filepath_or_buffer=path).dropna()
    # ok: ai-unsafe-read-pickle
    pd.read_parquet(path)
    # ok: ai-unsafe-read-pickle
    frame.to_pickle(path)


def shelves(path):
    # ruleid: ai-unsafe-shelve
    with shelve.open(path) as cache:
        cache["a"] = 1
    # ruleid: ai-unsafe-shelve
    shelf = shelve.DbfilenameShelf(path, flag="r")
    # ok: ai-unsafe-shelve
    with open(path) as file:
        file.read()
    # ok: ai-unsafe-shelve
    path.open("rb")
    return shelf


def arrays(path, array):
    # ruleid: ai-numpy-allow-pickle
    np.load(path, allow_pickle=False)
    # ruleid: ai-numpy-allow-pickle
    np.load(mmap_mode="r", allow_pickle=False, file=path)
    # ruleid: ai-numpy-allow-pickle
    read = functools.partial(np.load, allow_pickle=False)
    # ok: ai-numpy-allow-pickle
    np.load(path)
    # ok: ai-numpy-allow-pickle
    np.load(path, allow_pickle=False)
    # ok: ai-numpy-allow-pickle
    np.save(path, array, allow_pickle=True)
    return read


def checkpoints(path, net, options):
    # ruleid: ai-torch-load-implicit
    net.load_state_dict(torch.load(path, weights_only=True))
    # ruleid: ai-torch-load-implicit
    torch_load(path, map_location="cpu", weights_only=True)
    # ruleid: ai-torch-load-unsafe
    torch.load(path, weights_only=True)
    # ruleid: ai-torch-load-unsafe
    torch_load(weights_only=True, f=path)
    # ok: ai-torch-load-implicit, ai-torch-load-unsafe
    torch.load(path, map_location="cpu", weights_only=True)
    # ok: ai-torch-load-implicit, ai-torch-load-unsafe
    torch.load(weights_only=True, f=path)
    # ok: ai-torch-load-implicit, ai-torch-load-unsafe
    torch.load(path, **options)
    # ok: ai-torch-load-implicit, ai-torch-load-unsafe
    torch.save(net.state_dict(), path)


def parameters(text):
    # ruleid: ai-yaml-unsafe-load
    yaml.load(text)
    # ruleid: ai-yaml-unsafe-load
    yaml.load(text, Loader=yaml.Loader)
    # ruleid: ai-yaml-unsafe-load
    yaml.load(text, yaml.UnsafeLoader)
    # ruleid: ai-yaml-unsafe-load
    rate = yaml.unsafe_load(text)["rate"]
    # ok: ai-yaml-unsafe-load
    yaml.safe_load(text)
    # ok: ai-yaml-unsafe-load
    yaml.load(text, Loader=yaml.SafeLoader)
    # ok: ai-yaml-unsafe-load
    yaml.load(text, Loader=yaml.CSafeLoader)
    return rate


def networks(path):
    # ruleid: ai-keras-unsafe-load
    keras.saving.load_model(path, safe_mode=False)
    # ruleid: ai-keras-unsafe-load
    tf.keras.models.load_model(compile=False, safe_mode=False, filepath=path)
    # ruleid: ai-keras-unsafe-load
    keras.config.enable_unsafe_deserialization()
    # ok: ai-keras-unsafe-load
    keras.saving.load_model(path)
    # ok: ai-keras-unsafe-load
    keras.saving.load_model(path, safe_mode=True)
    # ok: ai-keras-unsafe-load
    browse(path, safe_mode=False)


def layers():
    # ruleid: ai-keras-lambda-layer
    scaled = Lambda(lambda x: x / 255.0)
    # ruleid: ai-keras-lambda-layer
    added = tf.keras.layers.Lambda(lambda x, y: x + y, name="add")
    # ruleid: ai-keras-lambda-layer
    named = keras.layers.Lambda(name="half", function=lambda x: x / 2)
    # ok: ai-keras-lambda-layer
    rescaled = keras.layers.Rescaling(1 / 255)
    # ok: ai-keras-lambda-layer
    dense = Dense(8, activation=lambda x: x)
    return scaled, added, named, rescaled, dense
