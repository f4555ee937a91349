package clusters

import (
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// kubeconfigWith is a kubeconfig as Cluster API writes it, with more in its cluster and its user.
func kubeconfigWith(cluster, user string) string {
	return `apiVersion: v1
kind: Config
current-context: a-admin@a
contexts: [{name: a-admin@a, context: {cluster: a, user: a-admin}}, {name: other, context: {cluster: a, user: other}}]
clusters: [{name: a, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=` + cluster + `}}]
users:
- {name: a-admin, user: {client-certificate-data: Y2VydA==, client-key-data: a2V5` + user + `}}
- {name: other, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: evil, interactiveMode: Never}}}
preferences: {colors: true}
`
}

// TestKubeconfigOfAClusterIsTakenForServerAuthorityAndCredentials: whoever can write the Secret of a cluster could otherwise run
// programs on the machine of whoever uses the file, or have its files sent to him.
func TestKubeconfigOfAClusterIsTakenForServerAuthorityAndCredentials(t *testing.T) {
	content, err := plain([]byte(kubeconfigWith(", tls-server-name: localhost", ", token: t")))
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.Load(content)
	if err != nil {
		t.Fatal(err)
	}
	cluster, user := config.Clusters["a"], config.AuthInfos["a-admin"]
	if cluster.Server != "https://127.0.0.1:6443" || string(cluster.CertificateAuthorityData) != "ca" || cluster.TLSServerName != "localhost" ||
		string(user.ClientCertificateData) != "cert" || string(user.ClientKeyData) != "key" || user.Token != "t" {
		t.Errorf("it lacks something:\n%s", content)
	}
	if strings.Contains(string(content), "evil") || len(config.Contexts) != 1 {
		t.Errorf("it has more than it uses:\n%s", content)
	}
}

func TestKubeconfigOfAClusterIsRefusedForWhatItWouldDo(t *testing.T) {
	for name, test := range map[string]struct{ cluster, user, reason string }{
		"a program":       {user: ", exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/evil, interactiveMode: Never}", reason: "exec"},
		"a plug-in":       {user: ", auth-provider: {name: oidc, config: {x: z}}", reason: "auth-provider"},
		"a token file":    {user: ", tokenFile: /etc/passwd", reason: "tokenFile"},
		"a certificate":   {user: ", client-certificate: /home/me/cert", reason: "client-certificate"},
		"a key":           {user: ", client-key: /home/me/.ssh/id_rsa", reason: "client-key"},
		"another user":    {user: ", as: admin", reason: "as (another user)"},
		"other groups":    {user: ", as: a, as-groups: [system:masters]", reason: "as (another user)"},
		"an authority":    {cluster: ", certificate-authority: ca.crt", reason: "certificate-authority"},
		"a proxy":         {cluster: ", proxy-url: http://evil.example.com", reason: "proxy-url"},
		"no verification": {cluster: ", insecure-skip-tls-verify: true", reason: "insecure-skip-tls-verify"},
		"both":            {cluster: ", proxy-url: socks5://x", user: ", tokenFile: x", reason: "proxy-url and tokenFile"},
	} {
		t.Run(name, func(t *testing.T) {
			content, err := plain([]byte(kubeconfigWith(test.cluster, test.user)))
			if fault.Of(err) != fault.WorkloadKubeconfig || content != nil || !strings.Contains(err.Error(), test.reason) {
				t.Errorf("got %q, %v", content, err)
			}
			if executor.OutlookOf(err, nil) != executor.Lasting {
				t.Errorf("it is tried again: %v", err)
			}
		})
	}
	for name, text := range map[string]string{"nonsense": "a: [", "nothing": "{}", "no address": strings.Replace(kubeconfigWith("", ""), "https://127.0.0.1:6443", "/etc/x", 1)} {
		if _, err := plain([]byte(text)); fault.Of(err) != fault.WorkloadKubeconfig {
			t.Errorf("%s: %v", name, err)
		}
	}
}
