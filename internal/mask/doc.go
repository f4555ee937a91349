// Package mask takes secrets out of what a lab's owner may show to others.
//
// What is a secret is decided by internal/secret, here as in a plan. This package knows three ways to find one. A secret that was told to it by Learn is found wherever it stands, also in base64. A value whose name
// says what it is, such as token or password, is hidden in objects and in text. And what looks like a secret is hidden in
// whatever text it stands: private keys, bearer tokens, tokens of kubeadm and k3s, passwords in addresses. What is hidden is
// replaced, not left out, so that a reader sees that something was there.
package mask

import "github.com/kaaslab/kaaslab/internal/secret"

// Hidden stands where a secret was.
const Hidden = secret.Hidden
