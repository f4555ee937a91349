package secret

import (
	"slices"
	"strings"
)

// telling are parts of names whose values are secrets.
var telling = []string{
	"token", "password", "passwd", "passphrase", "passcode", "secret", "credential", "apikey", "accesskey", "privatekey", "signingkey",
	"encryptionkey", "certificatekey", "clientkey", "tlskey", "sslkey", "sshkey", "sharedkey", "masterkey", "authkey", "licensekey",
	"hmackey", "accountkey", "storagekey", "dockerconfig", "htpasswd", "connectionstring", "connstring", "bearer", "keystore",
}

// whole are names that tell only when they are all of a name.
var whole = []string{"auth", "authorization", "cookie", "pass", "pwd", "pw", "pin", "psk", "dsn", "jwt", "otp"}

// ending are ends of names that tell: DB_PWD is as good as PWD.
var ending = []string{"_pass", "_pwd", "_pw", "_psk", "_dsn", "_jwt", "-pass", "-pwd", "Pass", "Pwd", "Dsn", "DSN", "Jwt", "JWT", ".key"}

// harmless are ends of names that name, place or describe a secret instead of being one.
var harmless = []string{
	"name", "names", "namespace", "ref", "refs", "file", "files", "path", "paths", "dir", "ttl", "seconds", "minutes", "hours", "days",
	"expiration", "expires", "expiry", "lifetime", "duration", "timeout", "interval", "period", "type", "kind", "version", "count",
	"size", "length", "generation", "algorithm", "usages", "secrets", "policy", "enabled", "disabled", "required", "url", "uri",
	"endpoint", "issuer", "audience", "audiences", "provider", "class", "format", "header", "strategy", "rotation", "publickey",
	"hash", "hashes", "reviewer", "mountpoint",
}

var withoutSeparators = strings.NewReplacer("-", "", "_", "", ".", "", " ", "", "/", "")

// Name reports whether a name says that its value is a secret, in whatever text it stands.
func Name(name string) bool {
	plain := withoutSeparators.Replace(strings.ToLower(name))
	switch {
	case slices.Contains(whole, plain) || slices.ContainsFunc(ending, func(end string) bool { return endsIn(name, end) }):
		return true
	case slices.ContainsFunc(harmless, func(end string) bool { return strings.HasSuffix(plain, end) }):
		return false
	}
	return slices.ContainsFunc(telling, func(part string) bool { return strings.Contains(plain, part) })
}

// endsIn takes upper case names as lower case ones, and camel case as it is.
func endsIn(name, end string) bool {
	if name == strings.ToUpper(name) {
		name = strings.ToLower(name)
	}
	return strings.HasSuffix(name, end)
}
