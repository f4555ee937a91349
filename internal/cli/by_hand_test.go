package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

// asKubectl makes this test binary do for kubectl, which a machine may not have, in what the documentation types.
const asKubectl = "kubectl"

// runAsKubectl knows kubectl --kubeconfig FILE apply -f FILE.
func runAsKubectl(args []string) int {
	err := errors.New("this kubectl knows --kubeconfig FILE apply -f FILE only")
	if len(args) == 5 && args[0] == "--kubeconfig" && args[2] == "apply" && args[3] == "-f" {
		err = applyByHand(args[1], args[4])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// applyByHand makes the objects of a file as somebody else than kaaslab.
func applyByHand(kubeconfig, file string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096); ; {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(&object.Object); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := createByHand(client, object); err != nil {
			return err
		}
		fmt.Printf("%s/%s created\n", strings.ToLower(object.GetKind()), object.GetName())
	}
}

func createByHand(client dynamic.Interface, object *unstructured.Unstructured) error {
	kind := object.GroupVersionKind()
	plural := strings.ToLower(kind.Kind) + "s"
	if strings.HasSuffix(plural, "ss") {
		plural = strings.TrimSuffix(plural, "s") + "es"
	}
	resource := client.Resource(schema.GroupVersionResource{Group: kind.Group, Version: kind.Version, Resource: plural})
	options := metav1.CreateOptions{FieldManager: "kubectl-create"}
	var err error
	if kind.Kind == "ClusterProfile" {
		_, err = resource.Create(context.Background(), object, options)
	} else {
		_, err = resource.Namespace("default").Create(context.Background(), object, options)
	}
	return err
}
