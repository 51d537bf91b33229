"""Cases: what the rules of reproducibility.yml must report, and what they must not."""

import numpy
import numpy as np
import random
import sklearn.ensemble as ensembles
import torch
from numpy.random import default_rng, rand
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier as Forest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, RandomizedSearchCV, ShuffleSplit, train_test_split
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline

SEED = 7


def splits(x, y, options):
    # ruleid: ai-unseeded-split
    train_test_split(x, y, test_size=0.2)
    # ruleid: ai-unseeded-split
    parts = [part.copy() for part in train_test_split(x, stratify=y)]
    # ruleid: ai-unseeded-split
    train_test_split(x, random_state=None, test_size=0.2)
    # ok: ai-unseeded-split
    train_test_split(x, y, random_state=SEED, test_size=0.2)
    # ok: ai-unseeded-split
    train_test_split(x, y, shuffle=False)
    # ok: ai-unseeded-split
    train_test_split(x, y, **options)
    return parts


def folds(model, grid, x):
    # ruleid: ai-unseeded-folds
    KFold(n_splits=5, shuffle=True)
    # ruleid: ai-unseeded-folds
    search = RandomizedSearchCV(model, grid, cv=ShuffleSplit(random_state=SEED)).fit(x)
    # ruleid: ai-unseeded-folds
    next(ShuffleSplit(3).split(x))
    # ok: ai-unseeded-folds
    KFold(n_splits=5)
    # ok: ai-unseeded-folds
    KFold(random_state=SEED, shuffle=True)
    # ok: ai-unseeded-folds
    return search, KFold(5, shuffle=False)


def estimators(x, y, options):
    # ruleid: ai-unseeded-estimator
    Forest(n_estimators=10).fit(x, y)
    # ruleid: ai-unseeded-estimator
    pipeline = make_pipeline(ensembles.GradientBoostingRegressor())
    # ruleid: ai-unseeded-estimator
    labels = KMeans(n_clusters=3).fit_predict(x)
    # ruleid: ai-unseeded-estimator
    network = MLPRegressor(hidden_layer_sizes=(8,), max_iter=300)
    # ok: ai-unseeded-estimator
    Forest(n_estimators=10, random_state=SEED).fit(x, y)
    # ok: ai-unseeded-estimator
    LogisticRegression().fit(x, y)
    # ok: ai-unseeded-estimator
    KMeans(**options)
    return pipeline, labels, network


def samples(frame, options, urn):
    # ruleid: ai-unseeded-sample
    frame.sample(frac=1).reset_index(drop=True)
    # ruleid: ai-unseeded-sample
    frame.groupby("site").sample(replace=True, frac=0.1)
    # ruleid: ai-unseeded-sample
    frame.sample(n=100)
    # ok: ai-unseeded-sample
    frame.sample(frac=1, random_state=SEED)
    # ok: ai-unseeded-sample
    urn.sample(n=3)
    # ok: ai-unseeded-sample
    random.Random(SEED).sample(urn, k=3)


def generators(seed):
    # ruleid: ai-unseeded-generator
    np.random.default_rng()
    # ruleid: ai-unseeded-generator
    noise = default_rng().normal(size=3)
    # ruleid: ai-unseeded-generator
    numpy.random.RandomState(None)
    # ok: ai-unseeded-generator
    np.random.default_rng(seed)
    # ok: ai-unseeded-generator
    np.random.default_rng(SEED).normal(size=3)
    # ok: ai-unseeded-generator
    numpy.random.RandomState(seed=seed)
    return noise


def global_draws(x, rng):
    # ruleid: ai-global-random
    np.random.shuffle(x)
    # ruleid: ai-global-random
    noise = x + rand(3)
    # ruleid: ai-global-random
    chosen = x[numpy.random.choice(len(x), size=3)]
    # ok: ai-global-random
    rng.shuffle(x)
    # ok: ai-global-random
    default_rng(SEED).random(3)
    # ok: ai-global-random
    np.random.Generator(np.random.PCG64(SEED))
    return noise, chosen


def training(net, batches, loss_of, accelerator, optimiser):
    for batch in batches:
        loss = loss_of(net(batch))
        # ruleid: ai-unseeded-training
        loss.backward()
        optimiser.step()
    for _ in range(3):
        for batch in batches:
            # ruleid: ai-unseeded-training
            accelerator.backward(loss_of(net(batch)))
    # ok: ai-unseeded-training
    loss_of(net(batches)).backward()
    for batch in batches:
        # ok: ai-unseeded-training
        batch.forward()


def aliases(client, messages):
    # ruleid: ai-floating-model-alias
    client.chat.complete(messages=messages, model="mistral-large-latest")
    # ruleid: ai-floating-model-alias
    client.post("/chat", json={"messages": messages, "model": "llama3.1:latest"})
    # ruleid: ai-floating-model-alias
    client.make(model_name="claude-3-5-sonnet-latest")
    # ok: ai-floating-model-alias
    client.chat.complete(messages=messages, model="mistral-large-2411")
    # ok: ai-floating-model-alias
    client.pull(tag="latest")
    # ok: ai-floating-model-alias
    client.make(model="the latest")
