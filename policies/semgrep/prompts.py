"""Cases: what the rules of prompts.yml must report, and what they must not."""

import logging
import os

import structlog
from flask import request
from langchain.prompts import PromptTemplate
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"], timeout=30)
log = logging.getLogger(__name__)
event_log = structlog.get_logger()
SYSTEM = "Answer from the passages only."
STYLE = "plain words"


def secrets(llm, settings, question):
    key = os.environ["CRM_API_KEY"]
    # ruleid: ai-secret-in-prompt
    message = {"role": "system", "content": f"Call the directory with the key {key}."}
    # ruleid: ai-secret-in-prompt
    llm.invoke("The password is " + settings.db_password)
    # ruleid: ai-secret-in-prompt
    other = HumanMessage(content="Sign with {}".format(settings.token.get_secret_value()))
    # ruleid: ai-secret-in-prompt
    client.responses.create(input=f"Use {os.getenv('MAPS_TOKEN')}", model="m")
    # ok: ai-secret-in-prompt
    client.responses.create(model=os.environ["MODEL"], input=question)
    # ok: ai-secret-in-prompt
    limit = {"role": "user", "content": f"At most {os.environ['MAX_TOKENS']} tokens: {question}"}
    own = OpenAI(api_key=settings.api_key, timeout=30)
    answer = own.responses.create(model="m", input=question)
    # ok: ai-secret-in-prompt
    again = {"role": "user", "content": answer.output_text}
    # ok: ai-secret-in-prompt
    headers = {"authorization": f"Bearer {key}"}
    return message, other, limit, again, headers


def ask(question, documents):
    # ruleid: ai-user-text-in-system-prompt
    first = [{"role": "system", "content": f"{SYSTEM} The question is: {question}"}]
    # ok: ai-user-text-in-system-prompt
    second = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    # ok: ai-user-text-in-system-prompt
    third = [{"role": "system", "content": f"{SYSTEM} There are {len(question)} letters."}]
    return first, second, third, documents


async def ask_more(agent, *, user_input: str = "", language: str = "fr"):
    rules = "Obey: " + user_input
    # ruleid: ai-user-text-in-system-prompt
    first = {"content": rules, "role": "developer"}
    # ruleid: ai-user-text-in-system-prompt
    second = SystemMessage("Help with {}.".format(user_input))
    # ruleid: ai-user-text-in-system-prompt
    client.responses.create(model="m", instructions="Answer %s" % user_input, input="go")
    # ok: ai-user-text-in-system-prompt
    third = SystemMessage(content=f"Answer in {language}.")
    # ok: ai-user-text-in-system-prompt
    fourth = HumanMessage(content=user_input)
    return first, second, third, fourth


def page():
    # ruleid: ai-user-text-in-system-prompt
    return [{"role": "system", "content": request.args["q"]}]


class Chat:
    def answer(self, request):
        # ruleid: ai-user-text-in-system-prompt
        system = {"role": "system", "content": f"You help {request.name}."}
        # ok: ai-user-text-in-system-prompt
        user = {"role": "user", "content": f"I am {request.name}."}
        return [system, user]


def system_message(message):
    # ok: ai-user-text-in-system-prompt
    return {"role": "system", "content": message}


def convert(request):
    # ok: ai-user-text-in-system-prompt
    return [{"role": "system", "content": request.system_prompt}]


def formats(text):
    # ruleid: ai-jinja-prompt-template
    PromptTemplate.from_template(text, template_format="jinja2")
    # ruleid: ai-jinja-prompt-template
    PromptTemplate(template_format="jinja2", template=text, input_variables=[])
    # ok: ai-jinja-prompt-template
    PromptTemplate.from_template(text)
    # ok: ai-jinja-prompt-template
    PromptTemplate.from_template(text, template_format="f-string")


def templates(passages, name):
    # ruleid: ai-interpolated-prompt-template
    ChatPromptTemplate.from_template(f"Answer from {passages}: ")
    # ruleid: ai-interpolated-prompt-template
    PromptTemplate(input_variables=["question"], template="Hello " + name)
    # ruleid: ai-interpolated-prompt-template
    ChatPromptTemplate.from_messages([("system", SYSTEM), ("user", f"From {passages}")])
    # ok: ai-interpolated-prompt-template
    ChatPromptTemplate.from_template("Answer {question} from {passages}")
    # ok: ai-interpolated-prompt-template
    ChatPromptTemplate.from_messages([("system", SYSTEM), ("user", "{question}")])
    # ok: ai-interpolated-prompt-template
    PromptTemplate.from_template(f"Use {STYLE}.")


def logs(prompt, question, user_message, form):
    # ruleid: ai-logged-prompt
    log.info("asked %s", question)
    # ruleid: ai-logged-prompt
    logging.warning(f"no answer to {form.question} yet")
    # ruleid: ai-logged-prompt
    log.error("failed", extra={"id": 1, "prompt": prompt})
    # ruleid: ai-logged-prompt
    event_log.info("chat", user=1, text=user_message)
    # ruleid: ai-logged-prompt
    log.info("got: " + user_message)
    # ok: ai-logged-prompt
    log.debug("asked %s", question)
    # ok: ai-logged-prompt
    log.info("asked %d letters", len(question))
    # ok: ai-logged-prompt
    log.info("question answered")
    # ok: ai-logged-prompt
    form.info(question)
