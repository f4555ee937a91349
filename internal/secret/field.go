package secret

import (
	"slices"
	"strings"
)

// certificates are ends of names of fields that hold certificates, or a file with all that a login needs.
var certificates = []string{
	"cert", "certs", "crt", "certificate", "certificates", "pem", "cabundle", "authoritydata", "certificatedata", "certdata", "cadata",
	"pkcs12", "p12", "pfx", "jks", "kubeconfig", "kubeconfigs", "kubeconfigdata", "databaseurl", "netrc", "keydata", "key", "keys",
}

// naming are fields that say of what a field beside them is the value.
var naming = []string{"name", "key", "variable", "var", "env", "parameter", "param", "property", "option", "flag", "arg", "setting", "path", "field"}

// valued are fields that may hold the value of what a field beside them names.
var valued = []string{"value", "values", "val", "default", "defaultvalue", "content", "contents", "data", "text", "stringvalue"}

// plainWords switch something on or off, whatever its name is.
var plainWords = []string{"true", "false", "yes", "no", "on", "off", "null", "none"}

// Field reports whether a field of an object, as decoded from JSON, holds a secret, by its name and by what is beside it.
func Field(object map[string]any, field string) bool {
	value := object[field]
	switch {
	case isSwitch(value):
		return false
	case field == "data" || field == "stringData":
		return object["kind"] == "Secret" || isNamed(object, field)
	case field == "content" && object["path"] != nil: // of a file that kubeadm writes
		return true
	case field == "kubectl.kubernetes.io/last-applied-configuration": // an object as text
		return true
	case slices.Contains(valued, strings.ToLower(field)) && isNamed(object, field):
		return true
	case isFiles(field, value):
		return true
	case isListOfNames(field, value):
		return false
	case strings.HasSuffix(strings.ToLower(field), "secrets"):
		return true
	}
	return Name(field) || isCertificate(object, field)
}

func isSwitch(value any) bool {
	text, isText := value.(string)
	return isText && slices.Contains(plainWords, strings.ToLower(text))
}

// isFiles finds files with secrets in them, by their names. A list of such files only names them.
func isFiles(field string, value any) bool {
	_, isObject := value.(map[string]any)
	plain := plainName(field)
	return isObject && strings.HasSuffix(plain, "files") && tells(plain)
}

// isNamed reports whether what is beside a field says that it is a secret.
func isNamed(object map[string]any, field string) bool {
	for beside, name := range object {
		text, isText := name.(string)
		if isText && beside != field && slices.Contains(naming, strings.ToLower(beside)) && (Name(text) || namesCertificate(text)) {
			return true
		}
	}
	return false
}

// namesCertificate finds the names of variables and of files that hold certificates, such as tls.crt and DATABASE_URL.
func namesCertificate(name string) bool {
	plain := withoutSeparators.Replace(strings.ToLower(name))
	return plain != "key" && plain != "keys" && !isOrdinaryKey(plain) && slices.ContainsFunc(certificates, func(end string) bool { return strings.HasSuffix(plain, end) })
}

// isListOfNames finds what names secrets, as imagePullSecrets does.
func isListOfNames(field string, value any) bool {
	lower := strings.ToLower(field)
	if !strings.HasSuffix(lower, "secrets") {
		return false
	}
	list, isList := value.([]any)
	if strings.HasSuffix(lower, "pullsecrets") || value == nil {
		return true
	}
	return isList && !slices.ContainsFunc(list, func(item any) bool { return !isReference(item) })
}

// isReference finds {name: x}, {name: x, key: y} and the like.
func isReference(item any) bool {
	fields, isMap := item.(map[string]any)
	for name := range fields {
		if !slices.Contains([]string{"name", "namespace", "kind", "apiVersion", "key"}, name) {
			return false
		}
	}
	return isMap && fields["name"] != nil
}

// selecting are beside the key of a label or of an entry, which is no secret.
var selecting = []string{"operator", "effect", "values", "value", "name", "path", "mode", "optional", "tolerationSeconds", "property"}

// isCertificate judges names that mean a secret only as a field: in running text they are words like others.
func isCertificate(object map[string]any, field string) bool {
	plain := withoutSeparators.Replace(strings.ToLower(field))
	if !slices.ContainsFunc(certificates, func(end string) bool { return strings.HasSuffix(plain, end) }) {
		return false
	}
	text, isText := object[field].(string)
	switch {
	case object[field] == nil: // what is not there says nothing
		return false
	case plain == "key" || plain == "keys":
		return isText && !slices.ContainsFunc(selecting, func(beside string) bool { return object[beside] != nil })
	case isOrdinaryKey(plain):
		return false // Name has judged it: a topologyKey is none
	}
	return !isText || !isPath(text)
}

func isOrdinaryKey(plain string) bool {
	return strings.HasSuffix(plain, "key") || strings.HasSuffix(plain, "keys")
}

// isPath finds what says where something is.
func isPath(text string) bool {
	if strings.ContainsAny(text, "\n ") || len(text) > 200 {
		return false
	}
	for _, start := range []string{"/", "./", "../", "~/", "$"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	for _, end := range []string{".yaml", ".yml", ".conf", ".kubeconfig", ".crt", ".pem", ".cert"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}
