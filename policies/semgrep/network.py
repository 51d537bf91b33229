"""Cases: what the rules of network.yml must report, and what they must not."""

import os
import ssl
import urllib.request

import aiohttp
import anthropic
import httpx
import openai
import requests
from huggingface_hub import login
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, OpenAI
from requests import get as fetch

URL = "https://example.org/"


def keys(settings):
    # ruleid: ai-hardcoded-key
    ChatOpenAI(api_key="sk-0a1b2c3d4e5f6a7b8c9d0e1f", max_tokens=9)  # pragma: allowlist secret
    # ruleid: ai-hardcoded-key
    ChatOpenAI(model="m", openai_api_key="sk-0a1b2c3d4e5f6a7b8c9d")  # pragma: allowlist secret
    # ruleid: ai-hardcoded-key
    openai.api_key = "sk-0a1b2c3d4e5f6a7b8c9d0e1f"  # pragma: allowlist secret
    # ruleid: ai-hardcoded-key
    login(token="hf_0a1b2c3d4e5f6a7b8c9d0e1f")  # pragma: allowlist secret
    # ruleid: ai-hardcoded-key
    os.environ["OPENAI_API_KEY"] = "sk-0a1b2c3d4e5f6a7b8c9d"  # pragma: allowlist secret
    # ok: ai-hardcoded-key
    ChatOpenAI(api_key=os.environ["OPENAI_API_KEY"])
    # ok: ai-hardcoded-key
    ChatOpenAI(api_key=settings.api_key)
    # ok: ai-hardcoded-key
    ChatOpenAI(api_key="not-needed-by-a-local-server")  # pragma: allowlist secret
    # ok: ai-hardcoded-key
    ChatOpenAI(api_key="EMPTY")  # pragma: allowlist secret


def waits(session, options):
    # ruleid: ai-request-without-timeout
    requests.get(URL)
    # ruleid: ai-request-without-timeout
    fetch(URL, headers=options)
    # ruleid: ai-request-without-timeout
    status = requests.request("POST", URL, json={}).status_code
    # ruleid: ai-request-without-timeout
    urllib.request.urlopen(URL)
    with requests.Session() as own:
        # ruleid: ai-request-without-timeout
        own.post(URL, json={})
    # ok: ai-request-without-timeout
    requests.get(URL, timeout=5)
    # ok: ai-request-without-timeout
    requests.post(timeout=(3, 30), url=URL)
    # ok: ai-request-without-timeout
    requests.get(URL, **options)
    # ok: ai-request-without-timeout
    httpx.get(URL)
    # ok: ai-request-without-timeout
    urllib.request.urlopen(URL, None, 5)
    # ok: ai-request-without-timeout
    return options.get(URL), status


def no_waits():
    # ruleid: ai-timeout-switched-off
    httpx.Client(timeout=None)
    # ruleid: ai-timeout-switched-off
    requests.get(URL, timeout=None, headers={})
    # ruleid: ai-timeout-switched-off
    httpx.Timeout(None)
    # ruleid: ai-timeout-switched-off
    OpenAI(base_url=URL, timeout=None)
    # ok: ai-timeout-switched-off
    httpx.Client(timeout=10)
    # ok: ai-timeout-switched-off
    httpx.Timeout(10, read=60)
    # ok: ai-timeout-switched-off
    plan(timeout=None)


def clients(options):
    # ruleid: ai-client-without-timeout
    OpenAI()
    # ruleid: ai-client-without-timeout
    AsyncOpenAI(base_url=URL)
    # ruleid: ai-client-without-timeout
    answer = anthropic.Anthropic().messages.create(model="m", max_tokens=9, messages=[])
    # ok: ai-client-without-timeout
    OpenAI(timeout=30, max_retries=1)
    # ok: ai-client-without-timeout
    AsyncOpenAI(base_url=URL, http_client=httpx.AsyncClient(timeout=30))
    # ok: ai-client-without-timeout
    OpenAI(**options)
    return answer


def encryption(session, context):
    # ruleid: ai-tls-off
    requests.get(URL, timeout=5, verify=False)
    # ruleid: ai-tls-off
    httpx.AsyncClient(verify=False, timeout=5)
    # ruleid: ai-tls-off
    session.verify = False
    # ruleid: ai-tls-off
    session.post(URL, json={}, verify=False)
    # ruleid: ai-tls-off
    aiohttp.TCPConnector(ssl=False)
    # ruleid: ai-tls-off
    context.verify_mode = ssl.CERT_NONE
    # ok: ai-tls-off
    requests.get(URL, timeout=5, verify="ca.pem")
    # ok: ai-tls-off
    httpx.AsyncClient(timeout=5)
    # ok: ai-tls-off
    context.verify_mode = ssl.CERT_REQUIRED
    # ok: ai-tls-off
    check(URL, verify=False)


def endpoints():
    # ruleid: ai-plain-http-endpoint
    OpenAI(base_url="http://llm.example.org/v1", timeout=30)
    # ruleid: ai-plain-http-endpoint
    ChatOpenAI(model="m", openai_api_base="http://51.15.1.2:8000/v1")
    # ruleid: ai-plain-http-endpoint
    httpx.Client(timeout=5, base_url="http://llm.example.org")
    # ok: ai-plain-http-endpoint
    OpenAI(base_url="https://llm.example.org/v1", timeout=30)
    # ok: ai-plain-http-endpoint
    OpenAI(base_url="http://localhost:8000/v1", timeout=30)
    # ok: ai-plain-http-endpoint
    OpenAI(base_url="http://vllm:8000/v1", timeout=30)
    # ok: ai-plain-http-endpoint
    httpx.Client(timeout=5, base_url="http://10.1.2.3/")
