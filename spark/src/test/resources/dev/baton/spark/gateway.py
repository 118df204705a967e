"""Speaks to the gateway that spark-submit opens for a program in Python, as PySpark's own library does.

It stands for that library where it cannot be had, and not for all of it. Of py4j's text protocol (py4j.Protocol) it has: the token,
calls of methods and of static methods, calls back of Python from the JVM; strings, whole numbers, truth values, null and references.

By default a thread of Python and one of the JVM belong together, as they share a connection on which either side may call before it
has answered the other (py4j.ClientServer). With PYSPARK_PIN_THREAD=false what calls back answers only (py4j.GatewayServer).
"""

import os
import socket
import threading

_SECRET = os.environ["PYSPARK_GATEWAY_SECRET"]
_PORT = int(os.environ["PYSPARK_GATEWAY_PORT"])
_PINNED = os.environ.get("PYSPARK_PIN_THREAD", "true").lower() == "true"

_thread = threading.local()
_callbacks = []


class JavaError(Exception):
    """What the JVM has thrown."""


class JavaObject:
    """Something of the JVM's; each of its methods can be called."""

    def __init__(self, reference):
        self._reference = reference

    def __getattr__(self, method):
        def call(*arguments):
            answer = _connection().request("c", self._reference, method, *map(_encode, arguments), "e")
            return _decode(answer)

        return call


def java(name):
    """A class of the JVM's, for its static methods."""
    return JavaObject("z:" + name)


class Callback:
    """A function of Python as an object of the JVM that has an interface with one method."""

    def __init__(self, interface, function):
        self.function = function
        self.encoded = "f%d;%s" % (len(_callbacks), interface)
        _callbacks.append(self)
        if len(_callbacks) == 1:
            _listen()


class _Connection:
    def __init__(self, opened):
        self._lines = opened.makefile("rw", encoding="utf-8", newline="\n")

    def request(self, *lines):
        self._send(*lines)
        while True:
            line = self._read()
            if line.startswith("!"):
                return line[1:]
            self._serve(line)

    def serve(self):
        while True:
            self._serve(self._read())

    def _serve(self, command):
        words = list(iter(self._read, "e")) if command != "A" else [self._read()]
        if command == "A" and words != [_SECRET]:
            raise PermissionError("Somebody else calls")
        answer = "!yv"
        if command == "c":  # and "g" says that a callback is not needed any more
            try:
                _callbacks[int(words[0])].function(*map(_decode, ("y" + word for word in words[2:])))
            except Exception as error:
                answer = "!x" + _encode(str(error))
        self._send(answer)

    def _send(self, *lines):
        self._lines.write("".join(line + "\n" for line in lines))
        self._lines.flush()

    def _read(self):
        line = self._lines.readline()
        if not line:
            raise EOFError("The JVM is gone")
        return line[:-1]


def _connection():
    if not hasattr(_thread, "connection"):
        _thread.connection = _Connection(socket.create_connection(("127.0.0.1", _PORT)))
        _decode(_thread.connection.request("A", _SECRET))
    return _thread.connection


def _listen():
    server = socket.create_server(("127.0.0.1", 0))

    def serve(opened):
        connection = _Connection(opened)
        if _PINNED:
            _thread.connection = connection
        try:
            connection.serve()
        except EOFError:
            pass  # that thread of the JVM has ended

    def accept():
        while True:
            threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    gateway = JavaObject("GATEWAY_SERVER")
    gateway.resetCallbackClient(gateway.getCallbackClient().getAddress(), server.getsockname()[1])


def _encode(value):
    if value is None:
        return "n"
    if isinstance(value, JavaObject):
        return "r" + value._reference
    if isinstance(value, Callback):
        return value.encoded
    if isinstance(value, bool):
        return "b" + str(value)
    if isinstance(value, int):
        return "i%d" % value
    return "s" + value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def _decode(answer):
    kind, text = answer[1:2], answer[2:]
    if kind in ("i", "L"):
        value = int(text)
    elif kind == "b":
        value = text == "true"
    elif kind == "s":
        value = text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\0", "\\")
    else:
        value = JavaObject(text) if text else None
    if answer.startswith("x"):
        raise JavaError(value.toString() if isinstance(value, JavaObject) else value)
    return value
