package integration

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// kubectl runs commands as people type them, by kubectl's own library. The tests
// that use it take turns: what it does in case of an error is a global of it.
type kubectl struct {
	t          *testing.T
	kubeconfig string
}

func newKubectl(t *testing.T, p *program) kubectl {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	secret := &corev1.Secret{}
	if err := p.client().Get(context.Background(), client.ObjectKey{Namespace: simulatedNamespace, Name: "one-kubeconfig"}, secret); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, secret.Data["value"], 0o600); err != nil {
		t.Fatal(err)
	}
	return kubectl{t, path}
}

// failed is how a command ends that would exit.
type failed struct{ message string }

// try returns what a command prints, on both streams, and why it failed.
func (k kubectl) try(args ...string) (out, errs string, err error) {
	var stdout, stderr bytes.Buffer
	streams := genericiooptions.IOStreams{In: &bytes.Buffer{}, Out: &stdout, ErrOut: &stderr}
	cmdutil.BehaviorOnFatal(func(message string, code int) { panic(failed{message}) })
	defer func() {
		out, errs = stdout.String(), stderr.String()
		if end, ok := recover().(failed); ok {
			err = fmt.Errorf("%s", end.message)
		}
	}()
	root := cmd.NewKubectlCommand(cmd.KubectlOptions{
		IOStreams: streams, ConfigFlags: genericclioptions.NewConfigFlags(true).WithDeprecatedPasswordFlag(),
	})
	root.SetArgs(append([]string{"--kubeconfig", k.kubeconfig, "--cache-dir", filepath.Dir(k.kubeconfig)}, args...))
	root.SetIn(streams.In)
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	return "", "", root.Execute()
}

// run fails the test unless the command succeeds and prints what is wanted.
func (k kubectl) run(want string, args ...string) string {
	k.t.Helper()
	out, errs, err := k.try(args...)
	if err != nil || !strings.Contains(out, want) {
		k.t.Fatalf("kubectl %s: %v\n%s%s\nwant %q", strings.Join(args, " "), err, out, errs, want)
	}
	return out
}

// file writes a manifest.
func (k kubectl) file(manifest string) string {
	k.t.Helper()
	path := filepath.Join(k.t.TempDir(), "manifest.yaml")
	if err := os.WriteFile(path, []byte(manifest), 0o600); err != nil {
		k.t.Fatal(err)
	}
	return path
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: site, namespace: visit}
spec:
  replicas: 2
  selector: {matchLabels: {app: site}}
  template:
    metadata: {labels: {app: site}}
    spec:
      containers: [{name: site, image: "example.org/site:1"}]
`

// kubectlCommands does what people do, in their order.
func kubectlCommands(t *testing.T, p *program) {
	k := newKubectl(t, p)
	k.run("namespace/visit created", "create", "namespace", "visit")
	site, wrong := k.file(deployment), k.file(strings.Replace(deployment, "replicas", "replicaz", 1))
	_, _, err := k.try("apply", "-f", wrong)
	if err == nil || !strings.Contains(err.Error(), `unknown field "spec.replicaz"`) {
		t.Errorf("apply with a field that no Deployment has: %v", err)
	}
	k.run("deployment.apps/site created", "apply", "-f", site)
	k.run("deployment.apps/site unchanged", "apply", "-f", site)
	k.run("deployment.apps/site serverside-applied", "apply", "--server-side", "--force-conflicts", "-f", site)
	k.run("successfully rolled out", "rollout", "status", "-n", "visit", "deployment/site", "--timeout=2m")
	k.run("image updated", "set", "image", "-n", "visit", "deployment/site", "site=example.org/site:2")
	k.run("successfully rolled out", "rollout", "status", "-n", "visit", "deployment/site", "--timeout=2m")
	k.run("rolled back", "rollout", "undo", "-n", "visit", "deployment/site")
	// Available is a Deployment also halfway, with a pod more than it is to have.
	k.run("successfully rolled out", "rollout", "status", "-n", "visit", "deployment/site", "--timeout=2m")
	k.run("condition met", "wait", "-n", "visit", "--for=condition=Available", "deployment/site", "--timeout=2m")
	k.run("FIELD: replicas <integer>", "explain", "deployment.spec.replicas")
	table := k.run("NAME", "get", "deployments", "-n", "visit")
	if fields := strings.Fields(table); len(fields) != 10 || fields[1] != "READY" || fields[5] != "site" || fields[6] != "2/2" {
		t.Errorf("the table is\n%s", table)
	}
	k.run("Allocated resources", "describe", "node")
	k.run("yes", "auth", "can-i", "delete", "pods")
	k.run("deployment.apps/site scaled", "scale", "-n", "visit", "deployment/site", "--replicas=3")
}

// kubectlDrains empties a worker, whose pods move, and lets it in again.
func kubectlDrains(t *testing.T, p *program) {
	k, kube := newKubectl(t, p), simulatedKube(t, p)
	worker := workerNode(t, kube)
	// A pod that is being scheduled while a node is cordoned may still come to it.
	k.run("successfully rolled out", "rollout", "status", "-n", "visit", "deployment/site", "--timeout=2m")
	k.run("drained", "drain", worker, "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=2m")
	pods, err := kube.CoreV1().Pods("visit").List(context.Background(), metav1.ListOptions{FieldSelector: "spec.nodeName=" + worker})
	if err != nil {
		t.Fatal(err)
	}
	for _, pod := range pods.Items {
		if pod.DeletionTimestamp == nil {
			t.Errorf("pod %s is still on the drained node", pod.Name)
		}
	}
	k.run("uncordoned", "uncordon", worker)
	k.run("condition met", "wait", "-n", "visit", "--for=condition=Available", "deployment/site", "--timeout=2m")
	k.run("deleted", "delete", "namespace", "visit", "--timeout=3m")
}

// kubectlReachesNothing is about commands that talk to containers.
func kubectlReachesNothing(t *testing.T, p *program) {
	k, kube := newKubectl(t, p), simulatedKube(t, p)
	pods, err := kube.CoreV1().Pods("kube-system").List(context.Background(), metav1.ListOptions{LabelSelector: "k8s-app=kube-dns"})
	if err != nil || len(pods.Items) == 0 {
		t.Fatalf("%v, %v", pods, err)
	}
	pod := pods.Items[0].Name
	for _, args := range [][]string{
		{"logs", pod}, {"exec", pod, "--", "true"}, {"attach", pod}, {"port-forward", pod, ":8080"},
	} {
		_, errs, err := k.try(append([]string{"-n", "kube-system"}, args...)...)
		if said := fmt.Sprint(err, errs); err == nil || !strings.Contains(said, "nothing runs behind") {
			t.Errorf("kubectl %s: %v, want to be told that nothing runs there", args[0], said)
		}
	}
}
