"""Cases: what the rules of model-output.yml must report, and what they must not."""

import ast
import html
import json
import os
import shlex
import subprocess
import subprocess as sp
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import litellm
import nh3
import pandas as pd
import requests
import streamlit as st
from anthropic import Anthropic
from fastapi.responses import HTMLResponse
from jinja2 import Template
from langchain_openai import ChatOpenAI
from markupsafe import Markup
from openai import OpenAI
from sqlalchemy import text
from transformers import pipeline

client = OpenAI()
claude = Anthropic()
generate = pipeline("text-generation", model="./model")
ACTIONS = {"add": lambda a, b: a + b}
ALLOWED_HOSTS = {"example.org"}


def code_of_openai(messages):
    answer = client.chat.completions.create(model="m", messages=messages)
    content = answer.choices[0].message.content
    # ruleid: ai-exec-model-output
    eval(content)
    # ruleid: ai-exec-model-output
    exec(content.strip().removeprefix("```python"), {})
    # ok: ai-exec-model-output
    ast.literal_eval(content)
    # ok: ai-exec-model-output
    ACTIONS[content](1, 2)
    if content not in ACTIONS:
        raise ValueError(content)
    # ok: ai-exec-model-output
    return getattr(ACTIONS, content)


def code_of_others(self, prompt, tokenizer, net, frame):
    made = generate(prompt)[0]["generated_text"]
    # ruleid: ai-exec-model-output
    exec(made)
    plan = json.loads(self.llm.invoke(prompt).content)
    # ruleid: ai-exec-model-output
    frame.eval(plan["formula"])
    decoded = tokenizer.decode(net.generate(prompt)[0])
    # ruleid: ai-exec-model-output
    code = compile(decoded, "answer", "exec")
    # ruleid: ai-exec-model-output
    getattr(self, plan["tool"])(1)
    # ok: ai-exec-model-output
    exec(open("own.py").read())
    # ok: ai-exec-model-output
    net.eval()
    # ok: ai-exec-model-output
    return code, getattr(plan, "tool")


async def shell_of_openai(session, url, messages):
    answer = await session.post(f"{url}/v1/chat/completions", json={"messages": messages})
    command = answer.json()["choices"][0]["message"]["content"]
    # ruleid: ai-shell-model-output
    os.system(command)
    # ruleid: ai-shell-model-output
    subprocess.run(shell=True, args=f"ls {command}", check=True)
    # ruleid: ai-shell-model-output
    sp.check_output(["grep", command, "notes.txt"])
    # ok: ai-shell-model-output
    os.system("ls " + shlex.quote(command))
    # ok: ai-shell-model-output
    subprocess.run(["wc", "-w"], input=command, text=True, check=True)
    # ok: ai-shell-model-output
    subprocess.run(["docker", "run", "--network=none", "sandbox", command], check=True)
    # ok: ai-shell-model-output
    os.system("date")


def shell_of_langchain(question):
    worker = ChatOpenAI(model="m", max_tokens=100)
    reply = worker.invoke(question)
    # ruleid: ai-shell-model-output
    subprocess.Popen(reply.content, shell=True)
    for line in reply.content.splitlines():
        # ruleid: ai-shell-model-output
        os.popen(line)
    # ok: ai-shell-model-output
    os.popen(f"head -n {int(reply.content)} notes.txt")


def sql(connection, db, prompt):
    reply = claude.messages.create(model="m", max_tokens=100, messages=prompt)
    query = reply.content[0].text
    # ruleid: ai-sql-model-output
    connection.execute(query)
    # ruleid: ai-sql-model-output
    connection.execute(text(f"SELECT * FROM notes WHERE title = '{query}'"))
    # ruleid: ai-sql-model-output
    frame = pd.read_sql_query("SELECT * FROM " + query, connection)
    # ruleid: ai-sql-model-output
    db.run(query)
    # ok: ai-sql-model-output
    connection.execute("SELECT * FROM notes WHERE title = ?", (query,))
    # ok: ai-sql-model-output
    connection.execute(f"SELECT * FROM notes LIMIT {int(query)}")
    # ok: ai-sql-model-output
    asyncio_runner.run(query)
    return frame


def pages(prompt):
    answer = litellm.completion(model="m", messages=prompt).choices[0].message.content
    # ruleid: ai-html-model-output
    st.markdown(answer, unsafe_allow_html=True)
    # ruleid: ai-html-model-output
    body = Markup(f"<p>{answer}</p>")
    # ok: ai-html-model-output
    st.markdown(answer)
    # ok: ai-html-model-output
    clean = Markup(nh3.clean(answer))
    # ok: ai-html-model-output
    page = HTMLResponse(f"<p>{html.escape(answer)}</p>")
    # ruleid: ai-html-model-output
    return HTMLResponse(status_code=200, content="<p>" + answer + "</p>"), body, clean, page


def templates(prompt, env):
    answer = client.responses.create(model="m", input=prompt).output_text
    # ruleid: ai-template-model-output
    Template(answer).render()
    # ruleid: ai-template-model-output
    env.from_string("Dear " + answer)
    # ok: ai-template-model-output
    env.get_template("letter.html").render(answer=answer)
    # ok: ai-template-model-output
    return Template("Dear $name").render(name=answer)


def files(prompt, folder):
    answer = generate(prompt)[0]["generated_text"]
    # ruleid: ai-path-model-output
    open(answer)
    path = folder / answer
    # ruleid: ai-path-model-output
    path.read_text()
    # ruleid: ai-path-model-output
    Path(f"out/{answer}.txt").write_text("x")
    # ok: ai-path-model-output
    (folder / "answer.txt").write_text(answer)
    # ok: ai-path-model-output
    open(folder / os.path.basename(answer))
    if not path.is_relative_to(folder):
        raise ValueError(answer)
    # ok: ai-path-model-output
    return path.read_text()


def addresses(agent, prompt):
    link = agent.invoke({"input": prompt})["output"]
    # ruleid: ai-request-model-output
    requests.get(link, timeout=5)
    # ruleid: ai-request-model-output
    httpx.post(f"https://{link}/", json={}, timeout=5)
    # ruleid: ai-request-model-output
    requests.request("GET", link, timeout=5)
    # ok: ai-request-model-output
    requests.post("https://example.org/notes", json={"text": link}, timeout=5)
    if urlsplit(link).hostname not in ALLOWED_HOSTS:
        raise ValueError(link)
    # ok: ai-request-model-output
    return requests.get(link, timeout=5)


def known_hosts(agent, prompt):
    link = agent.invoke({"input": prompt})["output"]
    if urlsplit(link).scheme == "https" and urlsplit(link).hostname in ALLOWED_HOSTS:
        # ok: ai-request-model-output
        requests.get(link, timeout=5)
    host = urlsplit(link).hostname
    if host in ALLOWED_HOSTS:
        # ok: ai-request-model-output
        httpx.get(link, timeout=5)


def questions_are_no_answers(path, url):
    # ok: ai-path-model-output
    client.responses.create(model="m", input=open(path).read())
    # ok: ai-request-model-output
    reply = requests.post("http://localhost:11434/api/generate", json={}, timeout=5)
    # ok: ai-exec-model-output
    client.chat.completions.create(model="m", messages=[getattr(path, url)])
    return reply.status_code
