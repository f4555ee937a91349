package spec

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const kustomizationDeployment = `-- %/base/d.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec: {replicas: 1}
-- %/base/kustomization.yml --
resources: [d.yaml]
`

func TestKustomizationsAreBuilt(t *testing.T) {
	for name, c := range map[string]struct{ files, entry, want, wrong string }{
		"an overlay of a base beside the lab file's directory": {
			files: "-- lab/o/kustomization.yaml --\nresources: [../../base]\nnamePrefix: my-\nnamespace: shop\n" + strings.ReplaceAll(kustomizationDeployment, "%/", ""),
			entry: "./o", want: "Deployment my-app",
		},
		"patched inline and from a file": {
			files: "-- lab/o/Kustomization --\nresources: [base]\npatches: [{path: p.yaml}, {target: {kind: Deployment}, patch: '[{\"op\": \"replace\", \"path\": \"/metadata/name\", \"value\": \"other\"}]'}]\n" +
				"-- lab/o/p.yaml --\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {paused: true}\n" + strings.ReplaceAll(kustomizationDeployment, "%", "lab/o"),
			entry: "./o/", want: "Deployment other",
		},
		"patched inline in one line": {
			files: "-- lab/o/kustomization.yaml --\nresources: [base]\nnameSuffix: -x\npatchesStrategicMerge: ['{apiVersion: apps/v1, kind: Deployment, metadata: {name: app}, spec: {paused: true}}']\n" + strings.ReplaceAll(kustomizationDeployment, "%", "lab/o"),
			entry: "./o", want: "Deployment app-x",
		},
		"generators": {
			files: "-- lab/o/kustomization.yaml --\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: c, files: [a.txt, as.txt=a.txt], envs: [e.env]}]\nsecretGenerator: [{name: s, literals: [password=hunter2]}]\n-- lab/o/a.txt --\na\n-- lab/o/e.env --\nA=b\n",
			entry: "./o", want: "ConfigMap c, Secret s",
		},
		"from elsewhere": {
			files: "-- lab/o/kustomization.yaml --\nresources: ['https://example.com/x.yaml']\n",
			entry: "./o", wrong: "https://example.com/x.yaml in o is not there; kaaslab fetches nothing",
		},
		"from a repository, in a base": {
			files: "-- lab/o/kustomization.yaml --\nresources: [b]\n-- lab/o/b/kustomization.yaml --\nresources: ['github.com/a/b//c?ref=v1']\n",
			entry: "./o", wrong: "github.com/a/b//c?ref=v1 in o/b is not there",
		},
		"a file of a generator from elsewhere": {
			files: "-- lab/o/kustomization.yaml --\nconfigMapGenerator: [{name: c, files: ['k=https://example.com/x']}]\n",
			entry: "./o", wrong: "https://example.com/x in o is not there",
		},
		"a file of a generator that is written down in place": {
			files: "-- lab/o/kustomization.yaml --\ngenerators:\n- |-\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: c}\n  files: ['k=http://127.0.0.1:1/x']\n",
			entry: "./o", wrong: "http://127.0.0.1:1/x in o is not there",
		},
		"a file of a generator in a file": {
			files: "-- lab/o/kustomization.yaml --\ngenerators: [g.yaml]\n-- lab/o/g.yaml --\n{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: c}, files: ['k=http://127.0.0.1:1/x']}\n",
			entry: "./o", wrong: "http://127.0.0.1:1/x in o is not there",
		},
		"a directory with the name of a repository": {
			files: "-- lab/o/kustomization.yaml --\nresources: [github.com/a/b]\n-- lab/o/github.com/a/b/kustomization.yaml --\nnamePrefix: a\n",
			entry: "./o", wrong: "github.com/a/b in o is not there",
		},
		"a chart, which would be fetched": {
			files: "-- lab/o/kustomization.yaml --\nhelmCharts: [{name: x, repo: 'https://example.com'}]\n",
			entry: "./o", wrong: "cannot build kustomization ./o",
		},
		"a wrong patch": {
			files: "-- lab/o/kustomization.yaml --\nresources: [base]\npatches: [{path: gone.yaml}]\n" + strings.ReplaceAll(kustomizationDeployment, "%", "lab/o"),
			entry: "./o", wrong: "gone.yaml in o is not there",
		},
		"a secret in what kustomize would say": {
			files: "-- lab/o/kustomization.yaml --\nsecretGenerator: [{name: s, literals: [hunter2]}]\n",
			entry: "./o", wrong: "it makes Secrets, so that the reason is not shown here",
		},
		"a secret in a patch": {
			files: "-- lab/o/kustomization.yaml --\nresources: [s.yaml]\npatches: [{target: {kind: Secret}, patch: '[{\"op\": \"replace\", \"path\": \"/data/hunter2/x\", \"value\": \"hunter2\"}]'}]\n-- lab/o/s.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
			entry: "./o", wrong: "it makes Secrets",
		},
		"nothing": {files: "-- lab/o/kustomization.yaml --\nresources: []\n", entry: "./o", wrong: "holds no Kubernetes object"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			lab := "-- lab/lab.yaml --\n" + head + "workloadClusters: [{name: a, labels: {a: b}}]\naddonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, manifests: ['" + c.entry + "']}]\n"
			for _, file := range txtar.Parse([]byte(lab + c.files)).Files {
				writeBelow(t, dir, file.Name, string(file.Data))
			}
			read, _, err := Load(filepath.Join(dir, "lab", "lab.yaml"), nil)
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "hunter2") {
					t.Errorf("got %v, want %q", err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var objects []string
			for _, object := range read.AddonProfiles[0].Files[0].Objects {
				objects = append(objects, object["kind"].(string)+" "+object["metadata"].(map[string]any)["name"].(string))
			}
			if got := strings.Join(objects, ", "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
