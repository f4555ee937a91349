package spec

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/untyped"
)

const (
	// MostCarried is how many bytes a ConfigMap or a Secret holds, and with them an add-on profile brings its manifests to Sveltos.
	MostCarried = 1 << 20
	// mostObject is how many bytes of one object a management cluster stores.
	mostObject = 3 << 19
)

// Carried is how a file of an add-on profile travels: in texts that cannot be divided.
type Carried struct {
	Plain  []string // in ConfigMaps
	Secret []string // in Secrets
}

// Carried leaves a file as it is if it fits into one ConfigMap or one Secret. Otherwise its objects are written anew, for a
// comment may say of a Secret what nobody should read; and one by one, if they do not fit together. Those of a List are taken
// out of it, which Sveltos would try to install as it is.
func (f ManifestFile) Carried() Carried {
	switch {
	case f.Template && secretKind.MatchString(f.Content):
		return Carried{Secret: []string{f.Content}}
	case f.Template:
		return Carried{Plain: []string{f.Content}}
	}
	var plain, secret []map[string]any
	for _, object := range f.Objects {
		if isSecret(object) {
			secret = append(secret, object)
		} else {
			plain = append(plain, object)
		}
	}
	switch {
	case len(secret) == 0 && !f.Lists && len(f.Content) <= MostCarried:
		return Carried{Plain: []string{f.Content}}
	case len(plain) == 0 && !f.Lists && len(f.Content) <= MostCarried:
		return Carried{Secret: []string{f.Content}}
	}
	return Carried{Plain: divide(plain), Secret: divide(secret)}
}

func isSecret(object map[string]any) bool {
	return untyped.Text(object, "apiVersion") == "v1" && untyped.Text(object, "kind") == "Secret"
}

// divide writes objects as one text, or as one each if that is too large.
func divide(objects []map[string]any) []string {
	var each []string
	for _, object := range objects {
		each = append(each, document(object))
	}
	if all := strings.Join(each, ""); len(all) > 0 && len(all) <= MostCarried {
		return []string{all}
	}
	return each
}

// document writes an object as JSON, which is YAML, in a document of its own.
func document(object map[string]any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return "" // it was read from YAML, which holds nothing that JSON does not
	}
	return "---\n" + printable(text.String())
}

// printable escapes what JSON may hold as it is and YAML may not, which is inside of strings.
func printable(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r >= 0x7f && r <= 0x9f || r == 0xfeff {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// checkCarried refuses what is too large for what it travels in. Only a single object is: all else is divided.
func (r *reader) checkCarried(at *place, files []ManifestFile) {
	for _, file := range files {
		if carried := file.Carried(); !tooLargeIn(carried.Plain) && !tooLargeIn(carried.Secret) {
			continue
		}
		for i, object := range file.Objects {
			if size := len(document(object)); size > MostCarried {
				r.refuse(at.item(file.Entry), fault.OutOfBounds, "%s: %s has %d bytes, and the ConfigMap or Secret in which it travels to Sveltos holds %d; divide it, or install it with a Helm chart",
					file.At(i), addonIdentity(object), size, MostCarried)
			}
		}
	}
}

func tooLargeIn(texts []string) bool {
	for _, text := range texts {
		if len(text) > MostCarried {
			return true
		}
	}
	return false
}

// checkStored refuses an object that no management cluster stores.
func (r *reader) checkStored(at *place, file ManifestFile) {
	for i, object := range file.Objects {
		if size, most, of := stored(object); size > most {
			r.refuse(at, fault.OutOfBounds, "%s: %s has %d bytes%s, and a management cluster stores at most %d; divide it", file.At(i), managementIdentity(object), size, of, most)
		}
	}
}

// stored says how much of an object counts, and how much of that a server stores: of a ConfigMap or Secret its values alone.
func stored(object map[string]any) (size, most int, of string) {
	kind := untyped.Text(object, "kind")
	if untyped.Text(object, "apiVersion") != "v1" || kind != "ConfigMap" && kind != "Secret" {
		return len(document(object)), mostObject, ""
	}
	for field, length := range map[string]func(string) int{
		"data": lengthOf(kind == "Secret"), "binaryData": lengthOf(true), "stringData": lengthOf(false),
	} {
		values, _ := object[field].(map[string]any)
		for _, value := range values {
			text, _ := value.(string)
			size += length(text)
		}
	}
	return size, MostCarried, " of values"
}

func lengthOf(encoded bool) func(string) int {
	return func(text string) int {
		if encoded {
			return base64.RawStdEncoding.DecodedLen(len(text) - strings.Count(text, "=") - strings.Count(text, "\n"))
		}
		return len(text)
	}
}
