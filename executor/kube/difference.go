package kube

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/planner"
)

// appliedAnnotation holds a digest of what was applied. Servers write some values in another way than they were given,
// such as 1000m as 1, and fill in more inside of lists; whether such a value is the wanted one can only be told by what
// was applied.
const appliedAnnotation = "kaaslab.dev/applied"

// ofLab finds where an object names what kaaslab has named after the lab: by itself, or as charts that kaaslab's own program serves.
const ofLab = `(?:"(?:name|chartName|repositoryName)":"|"http://127\.0\.0\.1:\d+/kaaslab-charts/)`

// digestOf leaves out what tells of which lab the object is: a copy of a lab has other names and marks, and its objects are as
// they were written all the same. What manifests hold as it is has no names of kaaslab's.
func digestOf(object Object, lab string) string {
	data, err := json.Marshal(object.withoutMarks())
	if err != nil {
		return "" // it cannot be applied either
	}
	if !IsManifest(object.Meta()) {
		// What belongs to an object may be named after it. No JSON has a zero byte.
		for _, own := range []string{`"` + object.Name(), `"` + planner.LabLabel + `":"` + lab + `"`} {
			data = bytes.ReplaceAll(data, []byte(own), []byte{0})
		}
		data = namesAfter(lab).ReplaceAll(data, []byte{0})
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// compiled are the expressions by lab: a plan asks for the digests of thousands of objects.
var compiled sync.Map

// namesAfter finds what begins with the lab's name where kaaslab has named something after it.
func namesAfter(lab string) *regexp.Regexp {
	if known, found := compiled.Load(lab); found {
		return known.(*regexp.Regexp)
	}
	made := regexp.MustCompile(ofLab + regexp.QuoteMeta(lab+"-"))
	compiled.Store(lab, made)
	return made
}

// withoutMarks returns the object without kaaslab's own labels and annotations.
func (o Object) withoutMarks() Object {
	plain := o.With(nil, nil)
	metadata := plain.Map("metadata")
	for _, field := range []string{"labels", "annotations"} {
		if texts, found := metadata[field].(map[string]any); found {
			texts = maps.Clone(texts)
			maps.DeleteFunc(texts, func(key string, _ any) bool { return strings.HasPrefix(key, "kaaslab.dev/") })
			metadata[field] = texts
		}
	}
	return plain
}

// Difference says in a few words how a live object differs from the wanted one, or nothing if the wanted one was applied
// and nobody changed anything of it since.
func Difference(live Meta, wanted Object, held Held) string {
	if path := NotHeld(wanted, held); path != "" {
		return "somebody changed " + path
	}
	if live.Annotations[appliedAnnotation] != digestOf(wanted, live.Labels[planner.LabLabel]) {
		return "is not as this kaaslab writes it"
	}
	return ""
}
