"""Settings of the site, from the environment, with embedded defaults.

Nothing has to be set for `make demo` and `make test`. In production (neither `DEBUG` nor `DEMO`) a secret
key and host names are demanded here, and `check --deploy` refuses demo accounts.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from cms import logins
from workflows.plugins import finding

BASE_DIR = Path(__file__).resolve().parent.parent


def env_flag(name: str) -> bool:
    """Return whether the environment switches `name` on (1, true, yes)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes"}


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of `name`."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env_flag("DEBUG")
TESTING = env_flag("TESTING")
# `make demo` leaves a mark in var/, so that commands typed afterwards mean the same installation.
DEMO = env_flag("DEMO") or ("SECRET_KEY" not in os.environ and (VAR_DIR / "demo").exists())
SAFE_TO_PLAY = DEBUG or DEMO or TESTING  # the clock may be moved, example keys may be used

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not SAFE_TO_PLAY and not env_flag("BUILDING"):
        raise ImproperlyConfigured("SECRET_KEY must be set in production (or set DEMO=1 to try the site).")
    SECRET_KEY = "only-for-trying-the-site-out-never-for-real-cases-0123456789"  # noqa: S105
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if SAFE_TO_PLAY else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000")
WAGTAILADMIN_BASE_URL = SITE_URL
COMMIT = os.environ.get("COMMIT", "")

INSTALLED_APPS = [
    "workflows",
    "cms",
    "imports",
    "viewflow",
    "viewflow.workflow",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",  # last, so that the form renderer finds Django's own widgets behind ours
]

# Plugins: which of those installed may join. One that cannot is kept out, and named on /tillegg/ with its reason.
PLUGINS = finding.find(env_list("PLUGINS"), VAR_DIR)
INSTALLED_APPS += [found.module for found in PLUGINS if not found.reason]

MIDDLEWARE = [
    "workflows.ui.middleware.RequestIdMiddleware",
    "cms.cache.PublicPageCacheMiddleware",
    "workflows.ui.middleware.DatabaseLostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "workflows.ui.middleware.PrivateByDefaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "workflows.ui.middleware.TooLargeMiddleware",  # before all that read what is posted
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "workflows.directory.sessions.SessionsMiddleware",
    "workflows.directory.second_factor.SecondFactorMiddleware",
    "workflows.trying.switching.TryingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "workflows.scanning.ScanningMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
AUTH_USER_MODEL = "workflows.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "workflows.ui.forms.Renderer"
VIEWFLOW = {"AUTOREGISTER": False}

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": DEBUG,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflows.ui.context.navigation",
                "workflows.accounts.acts_for.context",
                "workflows.trying.switching.context",
            ],
        },
    }
]
if not DEBUG:
    TEMPLATES[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])
    ]

# Databases: embedded SQLite unless DATABASE_URL says otherwise; PostgreSQL 14+ in production.
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR}/db.sqlite3")
}
ON_POSTGRESQL = DATABASES["default"]["ENGINE"].endswith("postgresql")
if ON_POSTGRESQL:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # jit=off: our queries are short. Where tables have no statistics yet, compiling one took 12 s, running it 1 ms.
    # join_collapse_limit: a case is read with 25 tables, each by its key; their order was planned in 16 ms, now in 6.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=10000 -c lock_timeout=8000 -c jit=off -c join_collapse_limit=4"
    )
    INSTALLED_APPS.append("procrastinate.contrib.django")
    PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "background"
    # Four at once, so that a long import keeps no letter waiting; told to stop, each ends after what it has begun.
    PROCRASTINATE_WORKER_DEFAULTS = {
        "concurrency": 4,
        "delete_jobs": "successful",
        "shutdown_graceful_timeout": 0.1,
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }

# What limits attempts to log in must be shared by all processes of the machine; tests have one process each.
_SHARED = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": VAR_DIR / "cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"} if SAFE_TO_PLAY else _SHARED,
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "pages",
    },
}
if os.environ.get("CACHE_URL"):
    CACHES = {
        name: {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["CACHE_URL"]}
        for name in ("default", "pages")
    }

# Language and time: texts in English in the code, bokmål at /, nynorsk at /nn/, everything in Oslo's time.
LANGUAGE_CODE = "nb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk")]
LOCALE_PATHS = [BASE_DIR / "workflows" / "locale", BASE_DIR / "cms" / "locale_packages"]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nb", "Bokmål"), ("en", "English")]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_I18N = True

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(
    exist_ok=True
)  # empty until collectstatic fills it; a missing one is warned of in every log
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "documents"))
MEDIA_URL = "/never-served-by-address/"  # documents go out through views that ask who is asking
WHITENOISE_USE_FINDERS = SAFE_TO_PLAY
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SAFE_TO_PLAY
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a whole guideline in the editor has some three thousand
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_UPLOAD_BYTES = 25 * 1024 * 1024
# Exports: so many rows are given at once, more is made in the background and kept for some days. What is made by itself
# can lie in a folder of the installation; '' for none.
EXPORT_AT_ONCE_ROWS = int(os.environ.get("EXPORT_AT_ONCE_ROWS", "5000"))
EXPORT_KEPT_DAYS = int(os.environ.get("EXPORT_KEPT_DAYS", "7"))
# Imports: so many days after the last act on one, its file and rows are deleted; who did what, when and how much stays.
IMPORT_KEPT_DAYS = int(os.environ.get("IMPORT_KEPT_DAYS", "90"))
EXPORT_FOLDER = os.environ.get("EXPORT_FOLDER", "")
MAX_REQUEST_BYTES = 4 * MAX_UPLOAD_BYTES  # a form can have several files; what is more is not read at all
# What an import may be and cost, where it is other than `imports/fenced/limits.py` says: {"rows": 200_000}.
IMPORT_LIMITS: dict[str, int] = {}
MAX_PACKAGE_BYTES = int(os.environ.get("MAX_PACKAGE_BYTES", 500 * 1024 * 1024))  # of a case from elsewhere
CLAMD_URL = os.environ.get("CLAMD_URL", "")  # tcp://host:3310 or unix:///path; '' for no scanner
CLAMD_TIMEOUT = 10  # seconds for each word of the scanner

# Accounts.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/min-side/"
ACCOUNT_ADAPTER = "workflows.directory.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key"
}  # besides allauth's own; codes count as log-ins (E9)
# How many proxies of ours stand in front. What others write in X-Forwarded-For is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
SOCIALACCOUNT_ADAPTER = "workflows.accounts.social.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_APPS = logins.providers(os.environ, insecure=SAFE_TO_PLAY)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS}}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SAFE_TO_PLAY  # on one's own machine there is no TLS
MFA_ADAPTER = "workflows.accounts.keys.KeyAdapter"
MFA_FORMS = {
    "add_webauthn": "workflows.accounts.keys.AddKeyForm",
    "edit_webauthn": "workflows.accounts.keys.EditKeyForm",
}
MFA_TOTP_ISSUER = "Nettverksmidler"
# Accounts are made by administrators: nobody signs up with another's address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
PASSWORD_RESET_TIMEOUT = 3600  # seconds (E10)
ALLAUTH_USER_DISPLAY = "workflows.directory.accounts.display"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "workflows.ui.errors.csrf_failure"

# Transport and headers.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not SAFE_TO_PLAY:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *logins.origins(OIDC_APPS)],
        "frame-ancestors": [NONE],
    },
}
# Wagtail's editor writes inline styles and scripts: `/cms/` has a policy of its own (DESIGN.md).
CMS_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}

# Mail: kept as files in the demo.
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "nettverksmidler@example.org")

# Wagtail: nothing is loaded from or told to other hosts.
WAGTAIL_SITE_NAME = "Nettverksmidler"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.review.publish_approved"
# Passwords and addresses are changed under /konto/, with the second factor, and nowhere else.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = (
    False
)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.ScannedDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.ScannedImageForm"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "workflows.ui.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"nettverksmidler": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
