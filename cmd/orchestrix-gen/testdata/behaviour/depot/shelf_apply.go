package depot

import orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"

func (s *Shelf) applyRecounted(e Recounted, _ orchestrix.Meta) error {
	for sku, sold := range e.Sold {
		s.Stock[sku] -= sold
		s.Count -= int64(sold)
	}
	return nil
}
