"""Cases: what the rules of agents.yml must report, and what they must not."""

import litellm
from langchain.agents import AgentExecutor, load_tools
from langchain_community.agent_toolkits import FileManagementToolkit
from langchain_community.tools import ShellTool
from langchain_community.utilities import RequestsWrapper
from langchain_community.vectorstores import FAISS
from langchain_experimental.agents import create_pandas_dataframe_agent
from langchain_experimental.tools import PythonAstREPLTool as Runner
from langchain_experimental.utilities import PythonREPL
from openai import AsyncOpenAI, OpenAI
from langchain_core.tools import tool

client = OpenAI()
other = AsyncOpenAI()


def switches(llm, frame, embeddings, toolkit):
    # ruleid: ai-dangerous-langchain-flag
    FAISS.load_local("index", embeddings, allow_dangerous_deserialization=False)
    # ruleid: ai-dangerous-langchain-flag
    create_pandas_dataframe_agent(allow_dangerous_code=False, llm=llm, df=frame)
    # ruleid: ai-dangerous-langchain-flag
    tools = [toolkit(requests_wrapper=RequestsWrapper(), allow_dangerous_requests=False)]
    # ok: ai-dangerous-langchain-flag
    FAISS.load_local("index", embeddings, allow_dangerous_deserialization=False)
    # ok: ai-dangerous-langchain-flag
    create_pandas_dataframe_agent(llm, frame)
    # ok: ai-dangerous-langchain-flag
    FAISS.from_texts(["text"], embeddings)
    return tools


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def toolboxes(llm):
    # ruleid: ai-code-running-tool
    shell = ShellTool()
    # ruleid: ai-code-running-tool
    tools = [Runner(locals={}), add]
    # ruleid: ai-code-running-tool
    PythonREPL().run("1 + 1")
    # ruleid: ai-code-running-tool
    load_tools(["llm-math", "terminal"], llm=llm)
    # ruleid: ai-code-running-tool
    FileManagementToolkit()
    # ok: ai-code-running-tool
    FileManagementToolkit(root_dir="sandbox", selected_tools=["read_file"])
    # ok: ai-code-running-tool
    load_tools(["llm-math", "wikipedia"], llm=llm)
    # ok: ai-code-running-tool
    return shell, tools, [add]


def bounds(agent, tools, graph, state, settings):
    # ruleid: ai-unbounded-agent
    AgentExecutor(agent=agent, tools=tools, max_iterations=None)
    # ruleid: ai-unbounded-agent
    agent.run(max_turns=None, input="hello")
    # ruleid: ai-unbounded-agent
    graph.invoke(state, config={"recursion_limit": 10_000})
    # ok: ai-unbounded-agent
    AgentExecutor(agent=agent, tools=tools, max_iterations=10)
    # ok: ai-unbounded-agent
    AgentExecutor(agent=agent, tools=tools)
    # ok: ai-unbounded-agent
    graph.invoke(state, config={"recursion_limit": 25})
    # ok: ai-unbounded-agent
    graph.invoke(state, config={"recursion_limit": settings.limit})


def loops(messages, ask, queue):
    while True:
        # ruleid: ai-endless-model-loop
        answer = client.chat.completions.create(model="m", messages=messages, max_tokens=9)
        if not answer.choices[0].message.tool_calls:
            break
    while 1:
        if messages:
            # ruleid: ai-endless-model-loop
            reply = litellm.completion(model="m", messages=messages, max_tokens=9)
            messages.append(reply.choices[0].message)
    for _ in range(8):
        # ok: ai-endless-model-loop
        client.chat.completions.create(model="m", messages=messages, max_tokens=9)
    while True:
        messages.append({"role": "user", "content": input("> ")})
        # ok: ai-endless-model-loop
        client.chat.completions.create(model="m", messages=messages, max_tokens=9)
    while True:
        job = queue.get()
        # ok: ai-endless-model-loop
        client.chat.completions.create(model="m", messages=job, max_tokens=9)
    turns = 0
    while True:
        turns += 1
        # ok: ai-endless-model-loop
        client.chat.completions.create(model="m", messages=messages, max_tokens=9)
        if turns > 8:
            raise TimeoutError
    while True:
        # ok: ai-endless-model-loop
        ask(messages)


async def lengths(session, url, messages, options):
    # ruleid: ai-no-max-tokens
    client.chat.completions.create(model="m", messages=messages)
    # ruleid: ai-no-max-tokens
    text = (await other.chat.completions.create(messages=messages, model="m", n=1)).choices[0]
    # ruleid: ai-no-max-tokens
    litellm.completion("m", messages, temperature=0)
    # ruleid: ai-no-max-tokens
    await session.post(f"{url}/chat/completions", json={"model": "m", "messages": messages})
    # ok: ai-no-max-tokens
    client.chat.completions.create(max_tokens=200, model="m", messages=messages)
    # ok: ai-no-max-tokens
    client.chat.completions.create(model="m", messages=messages, max_completion_tokens=200)
    # ok: ai-no-max-tokens
    client.responses.create(model="m", input="hello", max_output_tokens=200)
    # ok: ai-no-max-tokens
    client.chat.completions.create(**options, stream=False)
    # ok: ai-no-max-tokens
    await session.post(f"{url}/chat/completions", json={"max_tokens": 200, "messages": messages})
    # ok: ai-no-max-tokens
    await session.post(f"{url}/chat/completions", json=options)
    return text
