package kube

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const heldFields = `{"f:metadata":{"f:labels":{"f:a":{},"f:old":{}}},"f:spec":{
	"f:plain":{},"f:atomic":{},"f:empty":{},
	"f:list":{"k:{\"name\":\"x\"}":{".":{},"f:name":{},"f:n":{}},"k:{\"name\":\"gone\"}":{".":{},"f:name":{}}},
	"f:set":{"v:\"one\"":{}}}}`

func heldBy(fields string) Held {
	holdings := Holdings{}
	return holdings.Of(Meta{ManagedFields: []FieldsEntry{
		{Manager: "kubectl-edit", Operation: "Update", Fields: json.RawMessage(`{"f:spec":{"f:others":{}}}`)},
		{Manager: FieldOwner, Operation: "Apply", Subresource: "status", Fields: json.RawMessage(`{"f:status":{}}`)},
		{Manager: FieldOwner, Operation: "Apply", Fields: json.RawMessage(fields)},
	}})
}

func fromJSON(t *testing.T, text string) Object {
	t.Helper()
	var object Object
	if err := decode("test", []byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return object
}

const wantedObject = `{"kind":"K","metadata":{"labels":{"a":"1"}},"spec":{
	"plain":1,"atomic":{"k":"v"},"empty":{},"drifted":true,"list":[{"name":"x","n":1}],"set":["one"]}}`

func TestRestrict(t *testing.T) {
	live := `{"kind":"K","metadata":{"labels":{"a":"2","old":"1","others":"1"},"uid":"u"},"spec":{
		"plain":1,"default":"d","atomic":{"k":"v","more":1},"empty":{"filled":1},"drifted":false,
		"list":[{"name":"others"},{"name":"gone"},{"name":"x","n":2,"default":1}],"set":["others","one"]},"status":{"s":1}}`
	want := fromJSON(t, `{"kind":"K","metadata":{"labels":{"a":"2","old":"1"}},"spec":{
		"plain":1,"atomic":{"k":"v","more":1},"empty":{},"drifted":false,
		"list":[{"name":"x","n":2},{"name":"gone"}],"set":["one"]}}`)
	want["apiVersion"] = nil
	got := Restrict(fromJSON(t, live), fromJSON(t, wantedObject), heldBy(heldFields))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotHeld(t *testing.T) {
	for name, test := range map[string]struct{ wanted, want string }{
		"everything":       {`{"spec":{"plain":1,"atomic":{"any":1},"list":[{"name":"x","n":1}],"set":["one"],"null":null}}`, ""},
		"a field":          {`{"spec":{"drifted":1}}`, "spec.drifted"},
		"a field below":    {`{"spec":{"list":[{"name":"x","m":1}]}}`, "spec.list[0].m"},
		"an item":          {`{"spec":{"list":[{"name":"y"}]}}`, "spec.list[0]"},
		"an item of a set": {`{"spec":{"set":["one","two"]}}`, "spec.set[1]"},
		"a label":          {`{"metadata":{"name":"n","labels":{"a":"1","b":"1"}}}`, "metadata.labels.b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := NotHeld(fromJSON(t, test.wanted), heldBy(heldFields)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := NotHeld(fromJSON(t, wantedObject), Held{}); got == "" {
		t.Error("an object that somebody else made counts as held")
	}
}

// FuzzHeld: managed fields come from a server; nonsense in them must not stop anything.
func FuzzHeld(f *testing.F) {
	f.Add(heldFields, wantedObject)
	f.Fuzz(func(t *testing.T, fields, object string) {
		var live Object
		if json.Unmarshal([]byte(object), &live) != nil || live == nil {
			return
		}
		held := heldBy(fields)
		Restrict(live, live, held)
		NotHeld(live, held)
	})
}
