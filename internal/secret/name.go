package secret

import (
	"regexp"
	"slices"
	"strings"
)

// telling are parts of names whose values are secrets.
var telling = []string{
	"token", "password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "secret", "credential", "apikey", "accesskey", "privatekey",
	"signingkey", "encryptionkey", "certificatekey", "sharedkey", "accountkey", "dockerconfig", "htpasswd", "connectionstring", "connstring",
	"bearer", "keystore", "keytab", "mnemonic", "seedphrase", "basicauth", "snmpcommunity", "pincode", "keydata",
}

// last are words that tell when they are the last of a name: bindPW and DB_PWD are as good as PWD.
var last = []string{"pass", "pwd", "pw", "pin", "psk", "dsn", "jwt", "otp", "totp", "creds", "cred", "pat", "salt", "cookie"}

// fused are ends of words that tell where the words before them are written as one with them, as in dbpass.
var fused = []string{"pass", "pwd", "pw", "creds", "psk", "dsn"}

// unlike are words that end or begin as those that tell, and mean something else.
var unlike = strings.NewReplacer("compass", "", "bypass", "", "trespass", "", "surpass", "", "overpass", "", "underpass", "", "tokenizer", "",
	"tokenize", "", "secretary", "", "secretariat", "")

// whole are names that tell only when they are all of a name.
var whole = []string{"auth", "authorization"}

// harmless are ends of names that name, place, describe or count a secret instead of being one.
var harmless = []string{
	"name", "names", "namespace", "ref", "refs", "file", "files", "path", "paths", "dir", "ttl", "seconds", "minutes", "hours", "days",
	"expiration", "expires", "expiry", "lifetime", "duration", "timeout", "interval", "period", "type", "kind", "version", "count",
	"size", "length", "generation", "algorithm", "usages", "secrets", "policy", "enabled", "disabled", "required", "url", "uri",
	"endpoint", "issuer", "audience", "audiences", "provider", "class", "format", "header", "strategy", "rotation", "publickey",
	"certhash", "certhashes", "reviewer", "mountpoint", "limit", "limits", "budget", "complexity", "engine", "authentication", "maxtokens", "replicas",
}

// ordinary are words before a key that make it the name or the place of something. Any other key opens something.
var ordinary = []string{
	"topology", "public", "partition", "sort", "label", "annotation", "taint", "toleration", "selector", "group", "row", "map", "config",
	"metric", "column", "property", "entry", "cache", "foreign", "idempotency", "dedup", "username", "user", "object", "record", "hot",
	"message", "existing", "field", "attribute", "env", "variable", "translation", "index",
}

var withoutSeparators = strings.NewReplacer("-", "", "_", "", ".", "", " ", "", "/", "")

// humps are where a word begins in camel case: after a lower case letter, and before the last of several upper case ones.
var humps = regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)

// Name reports whether a name says that its value is a secret, in whatever text it stands.
func Name(name string) bool {
	plain := plainName(name)
	switch {
	case strings.Contains(plain, "existingsecret"): // charts name so what is there already
		return false
	case slices.Contains(whole, plain) || endsTelling(wordsOf(name)):
		return true
	}
	return tells(plain) && !endsHarmless(plain)
}

// speaksOf reports whether a name names, places or describes a secret, and is none.
func speaksOf(name string) bool { return !Name(name) && tells(plainName(name)) }

func plainName(name string) string {
	return unlike.Replace(withoutSeparators.Replace(strings.ToLower(name)))
}

func tells(plain string) bool {
	return slices.ContainsFunc(telling, func(part string) bool { return strings.Contains(plain, part) })
}

func endsHarmless(plain string) bool {
	return slices.ContainsFunc(harmless, func(end string) bool { return strings.HasSuffix(plain, end) })
}

// wordsOf are the words of a name, in lower case.
func wordsOf(name string) []string {
	spaced := humps.ReplaceAllString(name, "$1$3 $2$4")
	return strings.FieldsFunc(strings.ToLower(spaced), func(r rune) bool { return strings.ContainsRune("-_./ ", r) })
}

// endsTelling judges the last word of a name.
func endsTelling(words []string) bool {
	if len(words) == 0 {
		return false
	}
	end := words[len(words)-1]
	switch {
	case slices.Contains(last, end):
		return true
	case (end == "key" || end == "keys") && len(words) > 1:
		return !slices.Contains(words, "existing") && !slices.Contains(ordinary, words[len(words)-2])
	}
	rest := unlike.Replace(end)
	return slices.ContainsFunc(fused, func(end string) bool { return strings.HasSuffix(rest, end) })
}
