package kube

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ImagePulls says which images the nodes of a kubeconfig's cluster cannot pull, in a few words, or nothing. The words stay the same
// while the kubelet tries again.
func ImagePulls(ctx context.Context, kubeconfig []byte) (string, error) {
	client, err := clientOf(kubeconfig)
	if err != nil {
		return "", err
	}
	var failing []string
	_, err = List(ctx, client, Pods, Query{}, func(p *pod) {
		if why := p.cannotPull(); why != "" {
			failing = append(failing, fmt.Sprintf("pod %s/%s cannot pull: %s", p.Metadata.Namespace, p.Metadata.Name, why))
		}
	})
	if len(failing) == 0 {
		return "", err
	}
	slices.Sort(failing)
	if more := len(failing) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", failing[0], more), err
	}
	return failing[0], err
}

// cannotPull says why an image of the pod cannot be pulled, or nothing.
func (p *pod) cannotPull() string {
	for _, c := range p.containers() {
		if why := c.cannotPull(); why != "" {
			return why
		}
	}
	return ""
}

// cannotPull finds in the words of a kubelet what the registry said, which it says by itself and then while it waits for another try.
func (c *container) cannotPull() string {
	if c.State.Waiting == nil {
		return ""
	}
	message := FirstLine(c.State.Waiting.Message)
	switch c.State.Waiting.Reason {
	case "ErrImagePull", "InvalidImageName", "ErrImageNeverPull":
		return message
	case "ImagePullBackOff":
		if _, cause, found := strings.Cut(message, "ErrImagePull: "); found {
			return cause
		}
		return message
	}
	return ""
}
