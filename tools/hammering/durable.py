"""Whether a prune makes each thing durable before the next one rests on it, by its system calls. What
a power loss would leave cannot be seen in any other way while the power is on."""

import json
import re
import subprocess

from place import entry

CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)\) += 0")


def troubles_of_prune(place):
    """Prunes one entry of a workspace of its own."""
    place.register.write_text(json.dumps({"stale-0": entry("stale-0", "stale-0")}))
    place.tm_db("sync")
    trace = place.root / "trace"
    calls = "trace=fsync,fdatasync,rename,renameat2,unlink,unlinkat"
    subprocess.run(["strace", "-f", "-y", "-o", trace, "-e", calls, place.binary, "reconcile"],
                   cwd=place.root, env=place.environment, capture_output=True)
    steps = [step for line in trace.read_text().splitlines() if (step := step_of(line, place))]
    return troubles_in(steps)


def step_of(line, place):
    call = CALL.match(line)
    if not call:
        return None
    name, arguments = call["name"], call["arguments"]
    if name.startswith("rename"):
        return "published" if place.register.name in arguments else None
    if name.startswith("unlink"):
        return "old file removed" if ".tmdb-" in arguments else None
    for path, step in [(place.archive, "archive durable"), (place.register.parent, "folder durable"),
                       (place.database, "database durable")]:
        if f"<{path}>" in arguments:
            return step
    return "new file durable" if ".tmdb-" in arguments else None


def troubles_in(steps):
    if "published" not in steps:
        return ["nothing was pruned"]
    at = steps.index("published")
    before, after = steps[:at], steps[at + 1:]
    troubles = [f"not before it was published: {step}"
                for step in ["archive durable", "database durable", "new file durable"] if step not in before]
    if after[:1] != ["folder durable"]:
        troubles.append(f"{after[0] if after else 'nothing'} after it was published, and not: folder durable")
    return troubles
