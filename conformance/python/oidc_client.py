"""Authlib as a client of Lingtai's OpenID provider: discovery, code flow with PKCE, the checks of the ID token, userinfo.

    python oidc_client.py ISSUER CLIENT_ID SECRET REDIRECT_URI COOKIE

COOKIE is that of a session at the portal. Prints {"idToken": {…}, "userinfo": {…}, "replayed": "error of a second use of the
code"}. Needs authlib, joserfc and requests (see tools/python-requirements.txt); shares no code with Lingtai.
"""

import json
import secrets
import sys
from urllib.parse import urljoin, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

issuer, client_id, secret, redirect_uri, cookie = sys.argv[1:]
metadata = requests.get(issuer + "/.well-known/openid-configuration", timeout=20).json()
assert metadata["issuer"] == issuer

client = OAuth2Session(
    client_id,
    secret,
    scope="openid profile email groups",
    redirect_uri=redirect_uri,
    code_challenge_method="S256",
    token_endpoint_auth_method="client_secret_basic",
)
verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
url, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce)

browser = requests.Session()
browser.cookies.set("lingtai_session", cookie, domain=urlsplit(issuer).hostname)
answer = browser.get(url, allow_redirects=False, timeout=20)
while not answer.headers["location"].startswith(redirect_uri):
    answer = browser.get(urljoin(answer.url, answer.headers["location"]), allow_redirects=False, timeout=20)
callback = answer.headers["location"]

token = client.fetch_token(
    metadata["token_endpoint"], authorization_response=callback, code_verifier=verifier, state=state
)
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=20).json())
decoded = jwt.decode(token["id_token"], keys)
claims = CodeIDToken(
    decoded.claims,
    decoded.header,
    {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
    {"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]},
)
claims.validate(leeway=5)
userinfo = client.get(metadata["userinfo_endpoint"], timeout=20).json()

try:
    client.fetch_token(
        metadata["token_endpoint"], authorization_response=callback, code_verifier=verifier, state=state
    )
    replayed = "none"
except OAuthError as error:
    replayed = error.error
print(json.dumps({"idToken": dict(claims), "userinfo": userinfo, "replayed": replayed}))
