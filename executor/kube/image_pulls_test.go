package kube

import "testing"

// TestWhatCannotBePulled: what a registry said is found in the words of a kubelet, and is the same while it waits for another try.
func TestWhatCannotBePulled(t *testing.T) {
	const said = `failed to pull and unpack image \"registry.example.com/web:v1\": 401 Unauthorized`
	const want = `failed to pull and unpack image "registry.example.com/web:v1": 401 Unauthorized`
	for name, c := range map[string]struct{ status, want string }{
		"it failed":           {`{"containerStatuses": [{"state": {"waiting": {"reason": "ErrImagePull", "message": "` + said + `"}}}]}`, want},
		"it will try again":   {`{"containerStatuses": [{"state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"registry.example.com/web:v1\": ErrImagePull: ` + said + `"}}}]}`, want},
		"an older kubelet":    {`{"initContainerStatuses": [{"state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"web:v1\""}}}]}`, `Back-off pulling image "web:v1"`},
		"it runs":             {`{"containerStatuses": [{"ready": true, "state": {"running": {}}}]}`, ""},
		"it waits for a node": {`{"conditions": [{"type": "PodScheduled", "status": "False"}]}`, ""},
		"it crashes":          {`{"containerStatuses": [{"state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}}}]}`, ""},
	} {
		var p pod
		if err := decode("read", []byte(`{"status": `+c.status+`}`), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.cannotPull(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
