package main

import (
	"math"
	"sort"
)

// The same numbers as in shared-domain/src/recommendations/co-purchase-model.ts, and for the same reasons.
const (
	history   = 10
	shortlist = 300
	width     = 1024
	growth    = 256
)

// How much closeness counts against variety. Variables, because Go computes constants exactly: 1 - 0.7 has another last digit then.
var (
	closeness = 0.7
	variety   = 1 - closeness
)

type recommendation struct {
	Sku string `json:"sku"`
	// 0..1, greater is closer.
	Score float64 `json:"score"`
}

type basket struct {
	orderID, customerID string
	skus                []string
}

// A model is "bought together" as item-to-item similarity: the algorithm of CoPurchaseModel, step by step, so that both give the
// same products in the same order with the same scores. Counts are whole numbers, whose products and sums a float64 holds exactly:
// the order in which they are added does not matter. It is not safe for use while another goroutine learns.
type model struct {
	// Position in the log of baskets up to which it has learned.
	position int64
	indexOf  map[string]int
	skus     []string
	rows     [][]float32
	norms    []float64
	recent   map[string][]int
	width    int
}

func newModel() *model {
	return &model{indexOf: map[string]int{}, recent: map[string][]int{}, width: width}
}

func (m *model) learn(b basket) {
	var items []int
	seen := map[string]bool{}
	for _, sku := range b.skus {
		if !seen[sku] {
			seen[sku] = true
			items = append(items, m.intern(sku))
		}
	}
	for _, a := range items {
		row := m.rows[a]
		for _, other := range items {
			row[other]++
		}
		m.norms[a] = math.Sqrt(m.dot(row, row))
	}
	recent := append(append([]int{}, items...), m.recent[b.customerID]...)
	m.recent[b.customerID] = recent[:min(len(recent), history)]
}

// likeProduct returns at most limit products that go with one. None for a product that nobody has bought.
func (m *model) likeProduct(sku string, limit int) []recommendation {
	if item, known := m.indexOf[sku]; known {
		return m.suggest([]int{item}, limit)
	}
	return []recommendation{}
}

// likeCustomer returns at most limit products that go with what a customer bought last. None for one who has bought nothing.
func (m *model) likeCustomer(customerID string, limit int) []recommendation {
	if items, known := m.recent[customerID]; known {
		return m.suggest(items, limit)
	}
	return []recommendation{}
}

type candidate struct {
	item      int
	relevance float64
	// Closeness to the closest of those already picked.
	redundancy float64
}

// The conversion keeps Go from fusing the multiplication with the subtraction, which some processors can, and which rounds once less.
func (c candidate) value() float64 {
	return float64(closeness*c.relevance) - float64(variety*c.redundancy)
}

func (m *model) suggest(anchors []int, limit int) []recommendation {
	profile := make([]float32, m.width)
	excluded := map[int]bool{}
	for _, anchor := range anchors {
		excluded[anchor] = true
		row := m.rows[anchor]
		for i := range m.skus {
			profile[i] += row[i]
		}
	}
	candidates := m.shortlist(profile, excluded)
	picked := []recommendation{}
	for len(picked) < limit && len(candidates) > 0 {
		var best candidate
		best, candidates = takeBest(candidates)
		row := m.rows[best.item]
		picked = append(picked, recommendation{Sku: m.skus[best.item], Score: best.relevance})
		for i := range candidates {
			other := &candidates[i]
			other.redundancy = max(other.redundancy, m.cosine(other.item, row, m.norms[best.item]))
		}
	}
	return picked
}

// shortlist has the products closest to a profile, closest first. Of equals the earlier one comes first.
func (m *model) shortlist(profile []float32, excluded map[int]bool) []candidate {
	length := math.Sqrt(m.dot(profile, profile))
	candidates := make([]candidate, 0, len(m.rows))
	for item := range m.rows {
		if relevance := m.cosine(item, profile, length); relevance > 0 && !excluded[item] {
			candidates = append(candidates, candidate{item: item, relevance: relevance})
		}
	}
	sort.Slice(candidates, func(i, j int) bool {
		a, b := candidates[i], candidates[j]
		return a.relevance > b.relevance || a.relevance == b.relevance && a.item < b.item
	})
	return candidates[:min(len(candidates), shortlist)]
}

// takeBest removes and returns the candidate that is close to what was asked and unlike what was picked.
func takeBest(candidates []candidate) (candidate, []candidate) {
	best := 0
	for i := range candidates {
		if candidates[i].value() > candidates[best].value() {
			best = i
		}
	}
	taken := candidates[best]
	return taken, append(candidates[:best], candidates[best+1:]...)
}

// cosine of a product's row with a vector of that length.
func (m *model) cosine(item int, vector []float32, length float64) float64 {
	lengths := m.norms[item] * length
	if lengths == 0 {
		lengths = 1
	}
	return m.dot(m.rows[item], vector) / lengths
}

func (m *model) intern(sku string) int {
	if index, known := m.indexOf[sku]; known {
		return index
	}
	index := len(m.skus)
	if index == m.width {
		m.widen()
	}
	m.indexOf[sku] = index
	m.skus = append(m.skus, sku)
	m.rows = append(m.rows, make([]float32, m.width))
	m.norms = append(m.norms, 0)
	return index
}

func (m *model) widen() {
	m.width += growth
	for i, row := range m.rows {
		m.rows[i] = append(make([]float32, 0, m.width), row...)[:m.width]
	}
}

// dot goes over the products there are; the rest of a row is room to grow. Four sums are under way, so that no addition waits for the
// one before, as in dots.wat.
func (m *model) dot(a, b []float32) float64 {
	products := len(m.skus)
	a, b = a[:products], b[:products]
	var first, second, third, fourth float64
	for len(a) >= 4 && len(b) >= 4 {
		first += float64(a[0]) * float64(b[0])
		second += float64(a[1]) * float64(b[1])
		third += float64(a[2]) * float64(b[2])
		fourth += float64(a[3]) * float64(b[3])
		a, b = a[4:], b[4:]
	}
	for i := range a {
		first += float64(a[i]) * float64(b[i])
	}
	return first + second + third + fourth
}
