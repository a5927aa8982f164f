"""A real mail server for the tests: aiosmtpd, on this machine, writing what it takes into a folder.

usage: mail_server.py FOLDER PORT plain|starttls|tls [CERTIFICATE KEY]
"""

import asyncio
import itertools
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Kept:
    """Writes each message whole, under its number, with who it was for and whether the way was closed."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(len(os.listdir(folder)))

    async def handle_DATA(self, server, session, envelope):
        path = os.path.join(self.folder, f"{next(self.numbers):04}")
        closed = session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None
        with open(path + ".part", "wb") as file:
            file.write(f"To: {','.join(envelope.rcpt_tos)}\nClosed: {closed}\n".encode())
            file.write(envelope.original_content)
        os.rename(path + ".part", path + ".eml")
        return "250 kept"


async def serve(folder, port, way, certificate=None, key=None):
    context = None
    if way != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    handler, loop = Kept(folder), asyncio.get_running_loop()
    starttls = way == "starttls"

    def session():
        return SMTP(handler, hostname="mail.nordhamn.example", tls_context=context if starttls else None, require_starttls=starttls, loop=loop)

    server = await loop.create_server(session, "127.0.0.1", int(port), ssl=context if way == "tls" else None)
    print("READY", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(*sys.argv[1:]))
