package copied

import (
	"bytes"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
)

// binary begins what Kubernetes stores of its own kinds. The others are JSON.
var binary = []byte("k8s\x00")

var binaries = protobuf.NewSerializer(clientgoscheme.Scheme, clientgoscheme.Scheme)

// decode returns an object as JSON has it, or nil of what is none, or of a kind
// that has nothing of a lab.
func decode(value []byte) (map[string]any, error) {
	if bytes.HasPrefix(value, binary) {
		return decodeBinary(value)
	}
	if !bytes.HasPrefix(value, []byte("{")) {
		return nil, nil
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber() // a large number stays what it is
	return object, decoder.Decode(&object)
}

func decodeBinary(value []byte) (map[string]any, error) {
	typed, kind, err := binaries.Decode(value, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(typed)
	if err == nil {
		object["apiVersion"], object["kind"] = kind.GroupVersion().String(), kind.Kind
	}
	return object, err
}

// encode writes an object in the form that it had.
func encode(object map[string]any, before []byte) ([]byte, error) {
	if !bytes.HasPrefix(before, binary) {
		return json.Marshal(object)
	}
	kind := schema.FromAPIVersionAndKind(text(object, "apiVersion"), text(object, "kind"))
	typed, err := clientgoscheme.Scheme.New(kind)
	if err != nil {
		return nil, err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object, typed); err != nil {
		return nil, fmt.Errorf("%s: %w", kind.Kind, err)
	}
	typed.GetObjectKind().SetGroupVersionKind(kind)
	var into bytes.Buffer
	err = binaries.Encode(typed, &into)
	return into.Bytes(), err
}
