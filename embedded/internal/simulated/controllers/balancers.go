package controllers

import (
	"context"
	"fmt"
	"net/netip"
	"sync"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"
)

// Addresses of load balancers are of a range that is reserved for documentation
// (RFC 5737), so that they are nobody's. Clusters use the same ones: nothing
// answers at any of them.
var (
	balancing      = netip.MustParsePrefix("203.0.113.0/24")
	ingressAddress = netip.MustParseAddr("203.0.113.1") // of all Ingresses, as if one controller served them
	firstAddress   = ingressAddress.Next()
)

// balancers gives addresses to Services of type LoadBalancer and to Ingresses.
func (c *Controllers) balancers(context.Context) error {
	services, ingresses := c.full.Core().V1().Services(), c.full.Networking().V1().Ingresses()
	b := &balancers{controllers: c, services: services.Lister(), ingresses: ingresses.Lister(), taken: map[netip.Addr]string{}}
	ofServices, ofIngresses := newQueue("give a Service its address", b.service), newQueue("give an Ingress its address", b.ingress)
	if err := ofServices.watch(services.Informer()); err != nil {
		return err
	}
	if err := ofIngresses.watch(ingresses.Informer()); err != nil {
		return err
	}
	c.loop(ofServices.run)
	c.loop(ofIngresses.run)
	return nil
}

type balancers struct {
	controllers *Controllers
	services    corelisters.ServiceLister
	ingresses   networkinglisters.IngressLister
	// taken are addresses with the Services that have them. What Services say
	// themselves is read first, so that they keep theirs over restarts.
	read  sync.Once
	taken map[netip.Addr]string
}

// service gives an address, or takes it back. It runs for one Service at a time.
func (b *balancers) service(ctx context.Context, name string) error {
	b.read.Do(b.readAll)
	s, err := b.find(name)
	if err != nil {
		return err
	}
	has := addressOf(s)
	if s == nil || s.Spec.Type != corev1.ServiceTypeLoadBalancer || s.DeletionTimestamp != nil {
		b.release(name)
		if s == nil || !has.IsValid() {
			return nil
		}
		return b.write(ctx, s, nil)
	}
	if has.IsValid() || len(s.Status.LoadBalancer.Ingress) > 0 {
		return nil // somebody else's address is theirs to change
	}
	address, err := b.allocate(name, s.Spec.LoadBalancerIP)
	if err != nil {
		return err
	}
	return b.write(ctx, s, []corev1.LoadBalancerIngress{{IP: address.String(), IPMode: ptr.To(corev1.LoadBalancerIPModeVIP)}})
}

func (b *balancers) find(name string) (*corev1.Service, error) {
	namespace, name, err := cache.SplitMetaNamespaceKey(name)
	if err != nil {
		return nil, err
	}
	s, err := b.services.Services(namespace).Get(name)
	return s, ifThere(err)
}

func (b *balancers) readAll() {
	all, err := b.services.List(labels.Everything())
	if err != nil {
		return // a lister reads from memory
	}
	for _, s := range all {
		if address := addressOf(s); address.IsValid() {
			b.taken[address] = s.Namespace + "/" + s.Name
		}
	}
}

// addressOf is the address that a Service has of us.
func addressOf(s *corev1.Service) netip.Addr {
	if s == nil {
		return netip.Addr{}
	}
	for _, i := range s.Status.LoadBalancer.Ingress {
		if address, err := netip.ParseAddr(i.IP); err == nil && balancing.Contains(address) {
			return address
		}
	}
	return netip.Addr{}
}

// allocate takes the lowest address that is free, or the one that is wished for.
func (b *balancers) allocate(name, wish string) (netip.Addr, error) {
	for address, by := range b.taken {
		if by == name {
			return address, nil
		}
	}
	wished, _ := netip.ParseAddr(wish)
	var free netip.Addr
	for address := firstAddress; balancing.Contains(address.Next()); address = address.Next() {
		if b.taken[address] == "" && (!free.IsValid() || address == wished) {
			free = address
		}
	}
	if free.IsValid() {
		b.taken[free] = name
		return free, nil
	}
	return netip.Addr{}, fmt.Errorf("all %d addresses of %s are taken: delete a Service of type LoadBalancer", len(b.taken), balancing)
}

func (b *balancers) release(name string) {
	for address, by := range b.taken {
		if by == name {
			delete(b.taken, address)
		}
	}
}

func (b *balancers) write(ctx context.Context, s *corev1.Service, at []corev1.LoadBalancerIngress) error {
	changed := s.DeepCopy()
	changed.Status.LoadBalancer.Ingress = at
	_, err := b.controllers.kube.CoreV1().Services(s.Namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{})
	return ifThere(err)
}

// ingress gives every Ingress the one address.
func (b *balancers) ingress(ctx context.Context, name string) error {
	namespace, name, err := cache.SplitMetaNamespaceKey(name)
	if err != nil {
		return err
	}
	found, err := b.ingresses.Ingresses(namespace).Get(name)
	if err != nil || found.DeletionTimestamp != nil || len(found.Status.LoadBalancer.Ingress) > 0 {
		return ifThere(err)
	}
	changed := found.DeepCopy()
	changed.Status.LoadBalancer.Ingress = []networkingv1.IngressLoadBalancerIngress{{IP: ingressAddress.String()}}
	_, err = b.controllers.kube.NetworkingV1().Ingresses(namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{})
	return ifThere(err)
}
