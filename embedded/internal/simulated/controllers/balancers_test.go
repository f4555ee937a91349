package controllers

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func newBalancers() *balancers { return &balancers{taken: map[netip.Addr]string{}} }

func TestAddressesOfLoadBalancersAreUniqueUntilThereAreNone(t *testing.T) {
	b, seen := newBalancers(), map[netip.Addr]bool{}
	for i := range 253 {
		address, err := b.allocate(fmt.Sprint("shop/web-", i), "")
		if err != nil {
			t.Fatal(err)
		}
		if seen[address] || address == ingressAddress || !balancing.Contains(address) {
			t.Errorf("Service %d got %s", i, address)
		}
		seen[address] = true
	}
	if address, err := b.allocate("shop/more", ""); err == nil || !strings.Contains(err.Error(), "are taken") {
		t.Errorf("one more than there are: %s, %v", address, err)
	}
	b.release("shop/web-7")
	if _, err := b.allocate("shop/more", ""); err != nil {
		t.Errorf("after one was given back: %v", err)
	}
}

func TestTheAddressThatAServiceWishesForIsGivenIfItIsFree(t *testing.T) {
	b := newBalancers()
	for _, c := range []struct{ name, wish, want string }{
		{"a/one", "203.0.113.77", "203.0.113.77"},
		{"a/one", "", "203.0.113.77"},             // asked again
		{"a/two", "203.0.113.77", "203.0.113.2"},  // taken
		{"a/three", "10.0.0.1", "203.0.113.3"},    // of another range
		{"a/four", "no address", "203.0.113.4"},   //
		{"a/five", "203.0.113.1", "203.0.113.5"},  // that of Ingresses
		{"a/six", "203.0.113.255", "203.0.113.6"}, // the range's own
	} {
		if got, err := b.allocate(c.name, c.wish); err != nil || got.String() != c.want {
			t.Errorf("%s, which wishes for %q, got %s, %v; want %s", c.name, c.wish, got, err, c.want)
		}
	}
}
