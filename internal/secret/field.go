package secret

import (
	"slices"
	"strings"
)

// certificates are ends of names of fields that hold certificates, or a file with all that a login needs.
var certificates = []string{
	"cert", "certs", "crt", "certificate", "certificates", "pem", "cabundle", "authoritydata", "certificatedata", "certdata", "cadata",
	"pkcs12", "p12", "pfx", "jks", "kubeconfig", "kubeconfigs", "kubeconfigdata", "databaseurl", "key", "keys", "keydata",
}

// naming are fields that say of what a field beside them is the value.
var naming = []string{"name", "key", "variable", "var", "env"}

// valued are fields that may hold the value of what a field beside them names.
var valued = []string{"value", "values", "val", "default", "defaultValue", "content", "contents", "data", "text"}

// Field reports whether a field of an object, as decoded from JSON, holds a secret, by its name and by what is beside it.
func Field(object map[string]any, field string) bool {
	value := object[field]
	switch {
	case field == "data" || field == "stringData":
		return object["kind"] == "Secret" || isNamed(object, field)
	case field == "content" && object["path"] != nil: // of a file that kubeadm writes
		return true
	case field == "kubectl.kubernetes.io/last-applied-configuration": // an object as text
		return true
	case slices.Contains(valued, field) && isNamed(object, field):
		return true
	case isListOfNames(field, value):
		return false
	case strings.HasSuffix(strings.ToLower(field), "secrets"):
		return true
	}
	return Name(field) || isCertificate(object, field)
}

// isNamed reports whether what is beside a field says that it is a secret.
func isNamed(object map[string]any, field string) bool {
	for _, beside := range naming {
		if name, isText := object[beside].(string); isText && beside != field && Name(name) {
			return true
		}
	}
	return false
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
	case strings.HasSuffix(plain, "key") || strings.HasSuffix(plain, "keys"):
		return false // Name has judged it: a topologyKey is none
	}
	return !isText || !isPath(text)
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
