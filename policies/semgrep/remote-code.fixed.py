"""Cases: what the rules of remote-code.yml must report, and what they must not."""

import ast
from urllib.request import urlopen

import datasets
import httpx
import requests
import torch
import transformers
from datasets import load_dataset as read_data
from huggingface_hub import hf_hub_download, snapshot_download
from sentence_transformers import CrossEncoder, SentenceTransformer
from transformers import AutoModel, AutoTokenizer, pipeline

COMMIT = "86b5e0934494bd15c9632b12f734a8a67f723594"
NAME = "camembert-base"


def foreign_code(name, options):
    # ruleid: ai-trust-remote-code
    AutoModel.from_pretrained(name, trust_remote_code=False)
    # ruleid: ai-trust-remote-code
    SentenceTransformer(trust_remote_code=False, model_name_or_path=name)
    # ruleid: ai-trust-remote-code
    arguments = {"device": "cpu", "trust_remote_code": False}
    # ruleid: ai-trust-remote-code
    options["trust_remote_code"] = False
    # ok: ai-trust-remote-code
    AutoModel.from_pretrained(name, trust_remote_code=False)
    # ok: ai-trust-remote-code
    AutoModel.from_pretrained(name)
    # ok: ai-trust-remote-code
    AutoModel.from_pretrained(name, use_safetensors=True)
    return arguments


def hubs(folder):
    # ruleid: ai-torch-hub-unpinned
    torch.hub.load("pytorch/vision", "resnet18")
    # ruleid: ai-torch-hub-unpinned
    torch.hub.load("snakers4/silero-vad:master", model="silero_vad")
    # ruleid: ai-torch-hub-unpinned
    torch.hub.load(model="resnet18", repo_or_dir="pytorch/vision:main")
    # ok: ai-torch-hub-unpinned
    torch.hub.load("pytorch/vision:v0.10.0", "resnet18")
    # ok: ai-torch-hub-unpinned
    torch.hub.load(f"pytorch/vision:{COMMIT}", "resnet18")
    # ok: ai-torch-hub-unpinned
    torch.hub.load("vendor/vision", "resnet18", source="local")
    # ok: ai-torch-hub-unpinned
    torch.hub.load(folder, "resnet18", source="local")


def models(name, options):
    # ruleid: ai-unpinned-model
    AutoModel.from_pretrained("bert-base-uncased")
    # ruleid: ai-unpinned-model
    AutoTokenizer.from_pretrained(NAME, use_fast=True)
    # ruleid: ai-unpinned-model
    transformers.AutoModel.from_pretrained(pretrained_model_name_or_path="org/model").eval()
    # ruleid: ai-unpinned-model
    hf_hub_download(filename="model.onnx", repo_id="org/model")
    # ruleid: ai-unpinned-model
    snapshot_download("org/model")
    # ruleid: ai-unpinned-model
    pipeline("summarization", model="org/model", device=0)
    # ruleid: ai-unpinned-model
    SentenceTransformer("all-MiniLM-L6-v2")
    # ruleid: ai-unpinned-model
    CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2", max_length=512)
    # ok: ai-unpinned-model
    AutoModel.from_pretrained(NAME, revision=COMMIT)
    # ok: ai-unpinned-model
    AutoModel.from_pretrained("./models/fine-tuned")
    # ok: ai-unpinned-model
    AutoModel.from_pretrained("checkpoints/last")
    # ok: ai-unpinned-model
    AutoModel.from_pretrained("org/model", local_files_only=True)
    # ok: ai-unpinned-model
    AutoModel.from_pretrained("org/model", **options)
    # ok: ai-unpinned-model
    hf_hub_download("org/model", "model.onnx", revision="v1.2.0")
    # ok: ai-unpinned-model
    pipeline("summarization", model=name, tokenizer=name)


def revisions():
    # ruleid: ai-moving-revision
    AutoModel.from_pretrained(NAME, revision="main")
    # ruleid: ai-moving-revision
    snapshot_download(revision="refs/pr/12", repo_id="org/model")
    # ruleid: ai-moving-revision
    read_data("org/data", revision="master")
    # ok: ai-moving-revision
    AutoModel.from_pretrained(NAME, revision=COMMIT)
    # ok: ai-moving-revision
    snapshot_download("org/model", revision="v2.1")
    # ok: ai-moving-revision
    deploy(revision="main")


def pipelines(model, tokenizer):
    # ruleid: ai-default-pipeline-model
    pipeline("sentiment-analysis")
    # ruleid: ai-default-pipeline-model
    transformers.pipeline(task="summarization")
    # ruleid: ai-default-pipeline-model
    pipeline("translation_en_to_fr", device=0)("hello")
    # ok: ai-default-pipeline-model
    pipeline("sentiment-analysis", model=model, tokenizer=tokenizer)
    # ok: ai-default-pipeline-model
    transformers.pipeline("summarization", model)
    # ok: ai-default-pipeline-model
    model.pipeline("sentiment-analysis")


def data():
    # ruleid: ai-unpinned-dataset
    datasets.load_dataset("imdb", split="train")
    # ruleid: ai-unpinned-dataset
    read_data("org/data")
    # ruleid: ai-unpinned-dataset
    rows = [row for row in read_data(split="test", path="org/data")]
    # ok: ai-unpinned-dataset
    read_data("org/data", revision=COMMIT)
    # ok: ai-unpinned-dataset
    read_data("csv", data_files="rows.csv")
    # ok: ai-unpinned-dataset
    read_data("./rows")
    return rows


def plugins(url):
    # ruleid: ai-exec-downloaded-code
    exec(requests.get(url, timeout=5).text)
    source = urlopen(url, timeout=5).read().decode()
    # ruleid: ai-exec-downloaded-code
    code = compile(source, "plugin", "exec")
    # ruleid: ai-exec-downloaded-code
    exec(code)
    answer = httpx.get(url)
    # ruleid: ai-exec-downloaded-code
    value = eval(answer.text.strip(), {})
    # ok: ai-exec-downloaded-code
    safe = ast.literal_eval(answer.text)
    # ok: ai-exec-downloaded-code
    rows = answer.json()
    # ok: ai-exec-downloaded-code
    exec("x = 1")
    return value, safe, rows
