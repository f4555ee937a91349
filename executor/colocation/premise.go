package colocation

import (
	"context"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// Premise looks for proof that a management cluster works on a Docker daemon.
type Premise struct {
	access *kube.Access
	name   string // of the management cluster
	boot   func() string

	mu     sync.Mutex // several observers ask at the same time
	proven bool
	reason string
	asked  time.Time
}

// NewPremise returns the premise for the management cluster of that name.
func NewPremise(access *kube.Access, name string) *Premise {
	return &Premise{access: access, name: name, boot: ownBoot}
}

// fresh is how long an answer counts for those who ask for the same plan. A proof counts for good.
const fresh = 2 * time.Second

// Holds implements engine.Premise.
func (p *Premise) Holds(ctx context.Context, e *engine.Engine) (reason string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.proven || p.reason != "" && time.Since(p.asked) < fresh {
		return p.reason, nil
	}
	s, err := p.look(ctx, e)
	if err != nil {
		return "", err
	}
	if p.proven, err = s.proof(ctx); err != nil {
		return "", err
	}
	p.reason, p.asked = "", time.Now()
	if !p.proven {
		p.reason = "nothing shows that management cluster " + p.name + " makes its containers on the Docker daemon at " + e.Endpoint().Host +
			": neither one of its nodes nor a machine of its clusters is there; set DOCKER_HOST to the daemon that its Docker provider uses, or run the provider on this one"
	}
	return p.reason, nil
}
