"""Opens a page in a headless Chromium and prints what became of it, as JSON: open.py PAGE [SCREENSHOTS].

Speaks Chromium's own protocol through a pipe, so that nothing but Python and Chromium is needed.
"""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile


class Browser:
    def __init__(self, profile):
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()

        def connect():
            os.dup2(to_browser, 3)
            os.dup2(from_browser, 4)

        # Above the two that the browser expects, whatever was free here.
        to_browser, from_browser = (self.moved(end) for end in (to_browser, from_browser))
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--no-first-run", "--disable-background-networking", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect, close_fds=True, pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.events = b"", 0, []

    @staticmethod
    def moved(end):
        import fcntl
        other = fcntl.fcntl(end, fcntl.F_DUPFD, 10)
        os.close(end)
        return other

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.input, 1 << 16)
            if not piece:
                raise EOFError("the browser ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive())


def look(browser, url, width, scheme, folder):
    browser.events = []
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(method, **parameters):
        return browser.call(method, session, **parameters)

    def value(expression):
        return call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def press(key):
        text = {"text": "\r"} if key == "Enter" else {}
        code = {"Tab": 9, "Enter": 13}[key]
        for kind in ("keyDown", "keyUp"):
            call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                 **(text if kind == "keyDown" else {}))

    for domain in ("Page", "Runtime", "Log", "Network"):
        call(f"{domain}.enable")
    call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
    call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    call("Page.navigate", url=url)
    browser.wait("Page.loadEventFired")
    found = {
        "width": width,
        "scheme": scheme,
        "scroll_width": value("document.documentElement.scrollWidth"),
        "ground": value("getComputedStyle(document.body).backgroundColor"),
        "title": value("document.title"),
        "bars": value("document.querySelectorAll('svg.bar').length"),
        "row": value("Math.max(...[...document.querySelectorAll('.bars summary')].map(x => x.getBoundingClientRect().height))"),
        "first": value("document.querySelector('main h2').textContent"),
        "events": value("document.querySelectorAll('.events li').length"),
    }
    # From the top of the page by Tab alone to the first identity, which Enter opens.
    stops = []
    for _ in range(3):
        press("Tab")
        stops.append(value("document.activeElement.tagName"))
        if stops[-1] == "SUMMARY":
            press("Enter")
            break
    found["stops"] = stops
    found["opened"] = value("document.activeElement.parentElement.open === true")
    if folder:
        height = value("document.documentElement.scrollHeight")
        shot = call("Page.captureScreenshot", captureBeyondViewport=True,
                    clip={"x": 0, "y": 0, "width": width, "height": min(height, 3000), "scale": 1})
        (folder / f"{width}-{scheme}.png").write_bytes(base64.b64decode(shot["data"]))
        (folder / "print.pdf").write_bytes(base64.b64decode(call("Page.printToPDF")["data"]))
    found["said"] = [event["params"] for event in browser.events
                     if event.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    found["requests"] = [event["params"]["request"]["url"] for event in browser.events
                         if event.get("method") == "Network.requestWillBeSent"]
    browser.call("Target.closeTarget", targetId=target)
    return found


def main():
    url = pathlib.Path(sys.argv[1]).resolve().as_uri()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    # A process of the browser's that outlives it may still write there.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            views = [look(browser, url, width, scheme, folder)
                     for width in (390, 1280) for scheme in ("light", "dark")]
            browser.call("Browser.close")
        finally:
            # With all its helpers: the session is its own.
            os.killpg(browser.process.pid, signal.SIGKILL)
            browser.process.wait()
    print(json.dumps({"url": url, "views": views}))


main()
