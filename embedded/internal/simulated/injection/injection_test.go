package injection

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

var then = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func objects() client.Client {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n", UID: "node"}, Status: corev1.NodeStatus{
		Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}},
	}}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web", UID: "pod"},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "web", Image: "web:1"}}},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, PodIP: "10.244.0.5",
			Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
			ContainerStatuses: []corev1.ContainerStatus{{
				Name: "web", Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}},
			}},
		},
	}
	return fake.NewClientBuilder().WithObjects(node, pod).WithStatusSubresource(node, pod).Build()
}

// settle lets the faults act at a time after then, and returns how many are left.
func settle(t *testing.T, c client.Client, after time.Duration, faults ...Fault) int {
	t.Helper()
	left, err := (&breaker{c, then.Add(after)}).settle(t.Context(), faults)
	if err != nil {
		t.Fatal(err)
	}
	return len(left)
}

func podOf(t *testing.T, c client.Client) *corev1.Pod {
	t.Helper()
	var pod corev1.Pod
	if err := c.Get(t.Context(), types.NamespacedName{Namespace: "shop", Name: "web"}, &pod); err != nil {
		t.Fatal(err)
	}
	return &pod
}

func TestBrokenNodeIsNotReadyUntilItIsHealed(t *testing.T) {
	c, fault := objects(), Fault{Target: Node, Name: "n", UID: "node", Kind: NotReady}
	if settle(t, c, 0, fault) != 1 {
		t.Fatal("the fault ended")
	}
	var node corev1.Node
	if err := c.Get(t.Context(), types.NamespacedName{Name: "n"}, &node); err != nil {
		t.Fatal(err)
	}
	if node.Status.Conditions[0].Status != corev1.ConditionFalse || node.Labels[nodes.BrokenLabel] != NotReady {
		t.Errorf("a broken node has %+v and labels %v", node.Status.Conditions, node.Labels)
	}
	settle(t, c, 0)
	if err := c.Get(t.Context(), types.NamespacedName{Name: "n"}, &node); err != nil {
		t.Fatal(err)
	}
	if _, still := node.Labels[nodes.BrokenLabel]; still {
		t.Error("a healed node is still kept from being ready")
	}
}

func TestCrashingContainersBackOffAsKubeletsLetThem(t *testing.T) {
	c, fault := objects(), Fault{Target: Pod, Name: "shop/web", UID: "pod", Kind: CrashLoop}
	for _, at := range []struct {
		after    time.Duration
		restarts int32
	}{{0, 1}, {9 * time.Second, 1}, {10 * time.Second, 2}, {29 * time.Second, 2}, {30 * time.Second, 3}} {
		settle(t, c, at.after, fault)
		status := podOf(t, c).Status.ContainerStatuses[0]
		if status.RestartCount != at.restarts || status.Ready || status.State.Waiting.Reason != "CrashLoopBackOff" {
			t.Errorf("after %v: %+v, want %d restarts", at.after, status, at.restarts)
		}
	}
	settle(t, c, time.Minute)
	if pod := podOf(t, c); pod.Status.Phase != corev1.PodRunning || len(pod.Labels) > 0 || pod.Status.ContainerStatuses[0].State.Running == nil ||
		pod.Status.ContainerStatuses[0].RestartCount != 3 || pod.Status.PodIP != "10.244.0.5" {
		t.Errorf("a healed pod does not run on as it was: %+v, labels %v", pod.Status, pod.Labels)
	}
}

func TestPodWithoutItsImageIsPending(t *testing.T) {
	c := objects()
	settle(t, c, 0, Fault{Target: Pod, Name: "shop/web", UID: "pod", Kind: ImageMissing})
	pod := podOf(t, c)
	if pod.Status.Phase != corev1.PodPending || pod.Status.ContainerStatuses[0].State.Waiting.Reason != "ImagePullBackOff" ||
		pod.Status.Conditions[0].Status != corev1.ConditionFalse {
		t.Errorf("%+v", pod.Status)
	}
}

func TestFaultsEndWithWhatTheyWerePutOn(t *testing.T) {
	c := objects()
	for _, fault := range []Fault{
		{Target: Node, Name: "gone", UID: "node", Kind: NotReady},
		{Target: Node, Name: "n", UID: "an earlier node", Kind: NotReady},
		{Target: Pod, Name: "shop/web", Kind: CrashLoop},
		{Target: "moon", Kind: NotReady},
	} {
		if settle(t, c, 0, fault) != 0 {
			t.Errorf("%+v is still in force", fault)
		}
	}
	if len(podOf(t, c).Labels) > 0 {
		t.Error("another pod of the name is broken")
	}
}

func TestFaultsEndInTime(t *testing.T) {
	early, late := then.Add(time.Second), then.Add(time.Minute)
	faults := []Fault{{Name: "early", Until: &early}, {Name: "late", Until: &late}, {Name: "lasting"}}
	if left := inForce(faults, early); len(left) != 2 || left[0].Name != "late" || left[1].Name != "lasting" {
		t.Errorf("in force: %v", left)
	}
	if next := nextEnd(faults, then, time.Hour); next != time.Second {
		t.Errorf("looks again after %v", next)
	}
}

// get asks a server, and returns an error if it does not answer in full.
func get(t *testing.T, url string) error {
	t.Helper()
	answer, err := http.Get(url)
	if err == nil {
		err = answer.Body.Close()
	}
	return err
}

func TestUnreachableServerAnswersNobodyAndCutsOffWhoeverWaits(t *testing.T) {
	var s Server
	asked := make(chan struct{}, 1)
	server := httptest.NewServer(s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/watch" {
			asked <- struct{}{}
			<-r.Context().Done()
		}
	})))
	defer server.Close()
	if err := get(t, server.URL); err != nil {
		t.Fatal(err)
	}
	watch := make(chan error, 1)
	go func() {
		answer, err := http.Get(server.URL + "/watch")
		if err == nil {
			answer.Body.Close()
		}
		watch <- err
	}()
	<-asked
	s.Break(&Fault{Target: API, Kind: Unreachable})
	if <-watch == nil {
		t.Error("a watch went on while the server was unreachable")
	}
	if get(t, server.URL) == nil {
		t.Error("an unreachable server answered")
	}
	s.Break(nil)
	if err := get(t, server.URL); err != nil {
		t.Errorf("a healed server does not answer: %v", err)
	}
}

func TestSlowServerLetsWhoeverAsksWait(t *testing.T) {
	var s Server
	answered := false
	api := s.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answered = true }))
	s.Break(&Fault{Target: API, Kind: Slow, Delay: "1h"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	api.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	if answered {
		t.Error("a slow server answered at once")
	}
	s.Break(&Fault{Target: API, Kind: Slow, Delay: "1ms"})
	api.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if !answered {
		t.Error("a slow server does not answer at all")
	}
}

func TestWhatIsBroken(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "nonsense": nil, "[]": nil,
		`[{"target":"pod","fault":"CrashLoop"}]`:                                  {Pod},
		`[{"target":"pod","fault":"CrashLoop"},{"target":"node"}]`:                {Node, Pod},
		`[{"target":"api","fault":"Unreachable"}]`:                                {API},
		`[{"target":"api","fault":"Unreachable","until":"2020-01-01T00:00:00Z"}]`: nil,
	} {
		for _, target := range []string{API, Node, Pod} {
			if got := Broken(map[string]string{Annotation: text}, target); got != slices.Contains(want, target) {
				t.Errorf("%q: %s is broken: %t", text, target, got)
			}
		}
	}
}
