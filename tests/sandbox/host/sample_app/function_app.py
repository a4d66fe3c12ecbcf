"""An app whose functions show the host's rules. What they saw goes to files in the folder the setting RECORDS names."""

import json
import logging
import os
import threading
import time
import uuid
from pathlib import Path

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

STARTED = time.time()


def record(kind: str, **fields: object) -> None:
    """Write one file per event, whole or not at all, so that a kill leaves no half of one."""
    folder = Path(os.environ["RECORDS"])
    name = f"{kind}-{time.time_ns()}-{uuid.uuid4().hex}"
    draft = folder / f".{name}"
    draft.write_text(json.dumps({"kind": kind, "pid": os.getpid(), "at": time.time(), **fields}))
    draft.rename(folder / f"{name}.json")


def as_json(value: object, status: int = 200) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(value), status_code=status, mimetype="application/json")


@app.route(route="echo/{*path}", methods=["GET", "POST"])
def echo(req: func.HttpRequest) -> func.HttpResponse:
    return as_json(
        {
            "method": req.method,
            "url": req.url,
            "headers": dict(req.headers),
            "params": dict(req.params),
            "routeParams": dict(req.route_params),
            "body": list(req.get_body()),
        }
    )


@app.route(route="items/{id:int}", methods=["GET"])
async def item_by_number(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({"function": "number", "id": req.route_params["id"]})


@app.route(route="items/special", methods=["GET"])
async def item_special(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({"function": "special"})


@app.route(route="items/{name}", methods=["GET"])
async def item_by_name(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({"function": "name", "id": req.route_params["name"]})


@app.route(route="{*path}", methods=["GET"])
async def catch_all(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({"function": "catch_all", "path": req.route_params.get("path", "")})


@app.route(route="bytes", methods=["POST"])
def raw_bytes(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.get_body()[::-1], mimetype="application/octet-stream")


@app.route(route="cookies", methods=["GET"])
def cookies(req: func.HttpRequest) -> func.HttpResponse:
    answer = func.HttpResponse(status_code=302, headers={"Location": "/", "X-Kept": "yes"})
    answer.headers.add("Set-Cookie", "session=a=b==; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60")
    answer.headers.add("Set-Cookie", "old=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
    return answer


@app.route(route="text", methods=["GET"])
def text(req: func.HttpRequest) -> str:
    return "plain words"


@app.route(route="raises", methods=["GET"])
def raises(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("a function that fails")


@app.route(route="slow/{seconds}", methods=["GET"])
def slow(req: func.HttpRequest) -> func.HttpResponse:
    record("slow-started")
    time.sleep(float(req.route_params["seconds"]))
    return as_json({"pid": os.getpid()})


@app.route(route="blocks/{seconds}", methods=["GET"])
async def blocks(req: func.HttpRequest) -> func.HttpResponse:
    record("blocks-started")
    time.sleep(float(req.route_params["seconds"]))
    return as_json({"pid": os.getpid()})


@app.route(route="pid", methods=["GET"])
async def pid(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({"pid": os.getpid(), "started": STARTED})


@app.route(route="logs", methods=["GET"])
def logs(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    logging.getLogger("sample").info("ticket_created", extra={"ticket_id": "t1", "elapsed_ms": 4})
    logging.getLogger("sample").debug("not written")

    def own_thread() -> None:
        context.thread_local_storage.invocation_id = context.invocation_id
        logging.getLogger("sample").warning("from a thread")

    thread = threading.Thread(target=own_thread)
    thread.start()
    thread.join()
    return as_json({"invocationId": context.invocation_id})


@app.route(route="quiet", methods=["GET"])
async def quiet(req: func.HttpRequest) -> func.HttpResponse:
    logging.getLogger("sample").info("hushed by host.json")
    logging.getLogger("sample").warning("heard")
    return as_json({})


@app.route(route="guarded", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
async def guarded(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({})


@app.route(route="for-admins", methods=["GET"], auth_level=func.AuthLevel.ADMIN)
async def for_admins(req: func.HttpRequest) -> func.HttpResponse:
    return as_json({})


@app.queue_trigger(arg_name="msg", queue_name="%JOBS_QUEUE%", connection="AzureWebJobsStorage")
def jobs(msg: func.QueueMessage) -> None:
    job = msg.get_json()
    seen = {"id": msg.id, "dequeueCount": msg.dequeue_count, "inserted": str(msg.insertion_time)}
    record("job-started", job=job, **seen)
    time.sleep(job.get("sleepS", 0))
    if msg.dequeue_count <= job.get("failures", 0):
        raise RuntimeError("told to fail")
    record("job-done", job=job, **seen)


@app.queue_trigger(arg_name="msg", queue_name="%JOBS_QUEUE%-poison", connection="AzureWebJobsStorage")
def poisoned(msg: func.QueueMessage) -> None:
    record("poisoned", body=msg.get_body().decode(), id=msg.id, dequeueCount=msg.dequeue_count)
    if b"never" in msg.get_body():
        raise RuntimeError("a poison queue has no poison queue")


@app.timer_trigger(arg_name="timer", schedule="%TICK_SCHEDULE%", run_on_startup=False)
def tick(timer: func.TimerRequest) -> None:
    record("tick", pastDue=timer.past_due, status=timer.schedule_status)
    time.sleep(float(os.environ.get("TICK_SLEEP_S", "0")))


@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *", run_on_startup=True)
def at_startup(timer: func.TimerRequest) -> None:
    record("at-startup", pastDue=timer.past_due)


@app.timer_trigger(arg_name="timer", schedule="%NOT_SET_ANYWHERE%")
def misconfigured(timer: func.TimerRequest) -> None:
    record("misconfigured")
