package mask_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/mask"
)

const canary = "canary-4f9d1c7e22b8"

// TestText hides a secret by how it looks or what it is called. {} is where the secret stands.
func TestText(t *testing.T) {
	for name, text := range map[string]string{
		"bearer":       "GET /api Authorization: Bearer {}",
		"basic":        "authorization: basic {}",
		"assignment":   "K3S_TOKEN={} K3S_URL=https://x",
		"yaml":         "password: {}",
		"json":         `{"clientSecret":"{}","a":1}`,
		"json in json": `msg="{\"token\":\"{}\"}"`,
		"flag":         "k3s server --token {} --tls-san x",
		"flag equals":  "k3s server --token={}",
		"arguments":    `["server","--token","{}"]`,
		"query":        "GET /x?a=b&token={}&c=d",
		"address":      "pull https://user:{}@registry.example.com/x",
		"private key":  "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
		"escaped key":  `"-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----\n"`,
		"cut key":      "-----BEGIN PRIVATE KEY-----\n{}",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(text, "{}", canary)
			got := mask.New().Text(text)
			if strings.Contains(got, canary) || !strings.Contains(got, mask.Hidden) {
				t.Errorf("%s\nbecomes\n%s", text, got)
			}
		})
	}
}

func TestTextHidesTokensWithoutAName(t *testing.T) {
	for _, secret := range []string{
		"abcdef.0123456789abcdef", "K10aabbccddeeff00112233::server:hunter2",
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl", "ghp_0123456789abcdefghij",
	} {
		if got := mask.New().Text("joined with " + secret + " ok"); got != "joined with "+mask.Hidden+" ok" {
			t.Errorf("%s becomes %s", secret, got)
		}
	}
}

func TestTextHidesWhatIsEncoded(t *testing.T) {
	text := "user:\n  token: " + canary + "\n"
	once := base64.StdEncoding.EncodeToString([]byte(text))
	twice := base64.StdEncoding.EncodeToString([]byte(`{"data": "` + once + `"}`))
	for _, run := range []string{once, twice, base64.RawURLEncoding.EncodeToString([]byte(text))} {
		if got := mask.New().Text("value " + run); got != "value "+mask.Hidden {
			t.Errorf("%s becomes %s", run, got)
		}
	}
}

// TestTextLeavesTheRest: what explains a failure must stay.
func TestTextLeavesTheRest(t *testing.T) {
	for _, text := range []string{
		`I1122 17:00:00 controller.go:12] "Reconciled" Cluster="default/workload-01" reconcileID="c2b3f2ee-70a2-4b8e-9d0f-1f0a4ad2b8c7"`,
		`secret "workload-01-kubeconfig" not found`,
		"image kindest/node@sha256:5a1f0d1f8a2d2ed2e0d1bd4d0d6ff95d26ae1f6ba5cfe1a4b6e0bd79b0f3c4a1",
		"automountServiceAccountToken: false",
		"dataSecretName: workload-01-md-0-abcde-fghij",
		"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters/workload-01",
		"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
	} {
		if got := mask.New().Text(text); got != text {
			t.Errorf("%s\nbecomes\n%s", text, got)
		}
	}
}

// TestLearned hides a known secret wherever it stands, also as a part of what is encoded, at each of its three alignments.
func TestLearned(t *testing.T) {
	m := mask.New()
	secret := `pa"ss/wörd+` + canary
	m.Learn(secret, "short", "")
	quoted, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"it is " + secret, "it is " + string(quoted)}
	for _, before := range []string{"", "a", "ab", "abc"} {
		texts = append(texts, base64.StdEncoding.EncodeToString([]byte("\xff"+before+secret+"\xfe")))
	}
	for _, text := range texts {
		if got := m.Text(text); !strings.Contains(got, mask.Hidden) || strings.Contains(got, canary) {
			t.Errorf("%s becomes %s", text, got)
		}
	}
	if got := m.Text("too short to be looked for"); got != "too short to be looked for" {
		t.Errorf("a short word is hidden: %s", got)
	}
}

func TestObject(t *testing.T) {
	m := mask.New()
	object := map[string]any{
		"kind": "Secret", "data": map[string]any{"anything": canary}, "metadata": map[string]any{"name": "n"},
		"env":    []any{map[string]any{"name": "DB_PASSWORD", "value": "learned-" + canary}, "K3S_TOKEN=other-" + canary},
		"labels": map[string]any{"k3d.cluster.token": canary, "app": "x"},
		"files":  []any{map[string]any{"path": "/etc/x", "content": canary}},
		"auth":   map[string]any{"pin": 1234, "on": true},
	}
	text, err := json.Marshal(m.Object(object))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"auth":{"on":true,"pin":"(hidden)"},"data":{"anything":"(hidden)"},` +
		`"env":[{"name":"DB_PASSWORD","value":"(hidden)"},"K3S_TOKEN=(hidden)"],` +
		`"files":[{"content":"(hidden)","path":"/etc/x"}],"kind":"Secret","labels":{"app":"x","k3d.cluster.token":"(hidden)"},` +
		`"metadata":{"name":"n"}}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	for _, learned := range []string{"learned-" + canary, "other-" + canary} {
		if got := m.Text("log: " + learned); strings.Contains(got, canary) {
			t.Errorf("%s was seen and is not known: %s", learned, got)
		}
	}
}

func TestYAML(t *testing.T) {
	got := mask.New().YAML("# the lab\nname: demo # its name\nvalues:\n  db: {password: " + canary + ", port: 5432}\n  # token: " + canary + "\n  user: me\n")
	want := "# the lab\nname: demo # its name\nvalues:\n  db: {password: (hidden), port: 5432}\n  # token: (hidden)\n  user: me\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := mask.New().YAML("a: [\npassword: " + canary); strings.Contains(got, canary) {
		t.Errorf("what is no YAML is not masked:\n%s", got)
	}
}
