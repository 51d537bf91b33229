"""How a project of npm, Yarn or pnpm is installed, tested, built and started."""

from __future__ import annotations

import re

from aifactory.remedy.manifests import Files, table
from aifactory.remedy.toolchain import Commands, Toolchain

CURRENT = "22"


def read(files: Files) -> Toolchain:
    """The toolchain that package.json and its lock file tell."""
    package = files.json("package.json")
    scripts = {name: str(words) for name, words in table(package, "scripts").items()}
    tool, install = manager(files)
    built = (f"{tool} run build",) if scripts.get("build") else ()
    tested = "test" in scripts and "no test specified" not in scripts["test"]
    return Toolchain(
        code="node",
        version=version(files),
        setup=install,
        install=install,
        test=(f"{tool} test",) if tested else (),
        build=built,
        image=(*install, *built),
        runs=f"{tool} start" if scripts.get("start") else "",
    )


def manager(files: Files) -> tuple[str, Commands]:
    """The tool whose lock file is there, and how it installs what that names."""
    if files.has("yarn.lock"):
        words = "immutable" if files.has(".yarnrc.yml") else "frozen-lockfile"  # Yarn 2, or 1
        return "yarn", ("corepack enable", f"yarn install --{words}")
    if files.has("pnpm-lock.yaml"):
        return "pnpm", ("corepack enable", "pnpm install --frozen-lockfile")
    return "npm", ("npm ci" if files.has("package-lock.json") else "npm install",)


def version(files: Files) -> str:
    """The major version that .nvmrc or an exact `engines` names; a current one otherwise."""
    if match := re.match(r"v?(\d+)", files.text(".nvmrc").strip()):
        return match[1]
    wanted = str(table(files.json("package.json"), "engines").get("node", ""))
    match = re.fullmatch(r"[\^~v=\s]*(\d+)(?:\.(?:\d+|x|\*)){0,2}", wanted.strip())
    return match[1] if match else CURRENT
