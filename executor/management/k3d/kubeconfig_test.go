package k3d

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// TestKubeconfigOfANodeIsTakenForAuthorityAndCredentials: what somebody who got into a node adds is not obeyed on this machine.
func TestKubeconfigOfANodeIsTakenForAuthorityAndCredentials(t *testing.T) {
	const form = `{apiVersion: v1, kind: Config, current-context: default,
  contexts: [{name: default, context: {cluster: default, user: default, namespace: odd}}],
  clusters: [{name: default, cluster: {server: "https://elsewhere.example.com", tls-server-name: odd, certificate-authority-data: YQ==%s}}],
  users: [{name: default, user: {token: secret, as: odd%s}}]}`
	made, err := forHost([]byte(fmt.Sprintf(form, "", "")), "m", 6443)
	if err != nil || bytes.Contains(made, []byte("odd")) || bytes.Contains(made, []byte("elsewhere")) || !bytes.Contains(made, []byte("token: secret")) {
		t.Errorf("took %s, %v", made, err)
	}
	for _, cluster := range []string{", certificate-authority: /etc/passwd", ", proxy-url: http://proxy.example.com"} {
		if made, err := forHost([]byte(fmt.Sprintf(form, cluster, "")), "m", 6443); !errors.Is(err, errObeyed) {
			t.Errorf("%s: took %s, %v", cluster, made, err)
		}
	}
	for _, user := range []string{
		", exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, interactiveMode: Never}", ", auth-provider: {name: oidc}", ", client-certificate: /etc/passwd",
		", client-key: /etc/passwd", ", tokenFile: /etc/passwd",
	} {
		if made, err := forHost([]byte(fmt.Sprintf(form, "", user)), "m", 6443); !errors.Is(err, errObeyed) {
			t.Errorf("%s: took %s, %v", user, made, err)
		}
	}
}
