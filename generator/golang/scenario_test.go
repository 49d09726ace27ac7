package golang

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// exampleModel is a context whose aggregate decides everything in Go, so that
// its scenarios can be of every form without an expression.
type exampleModel struct {
	ws             *model.Workspace
	shop           *model.Context
	order          *model.Aggregate
	placed, closed *model.Event
	place, close   *model.Command
	price          *model.Ask
	exceeded       *model.Rejection
	literals       []literalCase
}

func newExampleModel() *exampleModel {
	m := &exampleModel{}
	m.shop = &model.Context{Name: "shop", Package: "shop", Dir: "shop", Import: "example.com/user/shop"}
	m.ws = &model.Workspace{Contexts: []*model.Context{m.shop}}
	m.order = &model.Aggregate{Context: m.shop, Name: "Order", GoName: "Order", Category: "shop.Order"}
	m.shop.Aggregates = []*model.Aggregate{m.order}
	m.order.ID = &model.ID{Aggregate: m.order, Context: m.shop, GoName: "OrderID", Prefix: "ord"}
	m.shop.IDs = []*model.ID{m.order.ID}
	m.order.IDField = codecField("order_id", "OrderID", idRef(m.order.ID))
	m.order.IDField.AggregateID = true

	// A field of every kind: what a literal of it is, is what it is expected to be.
	m.literals = literalCases(m.shop)
	facts := []*model.Field{m.order.IDField}
	state := []*model.Field{m.order.IDField}
	var copies []model.Copy
	for i, c := range m.literals {
		f := codecField(fmt.Sprintf("f%d", i), fmt.Sprintf("F%d", i), c.literal.Type)
		facts, state = append(facts, f), append(state, f)
		copies = append(copies, model.Copy{State: f, Event: f})
		switch c.literal.Type.Kind {
		case model.EnumRef:
			m.shop.Enums = []*model.Enum{c.literal.Type.Enum}
		case model.ValueRef:
			m.shop.Values = []*model.Value{c.literal.Type.Value}
		case model.UnionRef:
			m.shop.Unions = []*model.Union{c.literal.Type.Union}
		}
	}
	m.placed = &model.Event{Aggregate: m.order, Name: "OrderPlaced", GoName: "OrderPlaced", WireType: "shop.OrderPlaced", Version: 1, Fields: facts, Copies: copies}
	reason := codecField("reason", "Reason", simple(model.String))
	by := codecField("by", "By", optionalOf(simple(model.String)))
	m.closed = &model.Event{Aggregate: m.order, Name: "OrderClosed", GoName: "OrderClosed", WireType: "shop.OrderClosed", Version: 1,
		Fields: []*model.Field{m.order.IDField, reason, by, codecField("price", "Price", simple(model.Decimal)), codecField("at", "At", simple(model.Timestamp)), codecField("token", "Token", simple(model.String))},
		Copies: []model.Copy{{State: reason, Event: reason}}}
	m.order.State = append(state, reason)
	m.order.Events = []*model.Event{m.placed, m.closed}

	m.price = &model.Ask{Name: "unit_price", GoName: "UnitPrice", Type: simple(model.Decimal)}
	m.shop.Asks = []*model.Ask{m.price}
	m.exceeded = &model.Rejection{Name: "CreditExceeded", GoName: "CreditExceeded", Message: &model.Message{Parts: []model.MessagePart{{Text: "too much"}}}}
	m.order.Rejections = []*model.Rejection{m.exceeded}
	one := 1
	wish := codecField("reason", "Reason", simple(model.String))
	wish.Rules.MinLen = &one
	m.place = &model.Command{Aggregate: m.order, Name: "PlaceOrder", GoName: "PlaceOrder", WireType: "shop.PlaceOrder", Creates: model.MustNotExist,
		Fields: facts, DecideGo: true, Emits: []*model.Emit{{Event: m.placed}}}
	m.close = &model.Command{Aggregate: m.order, Name: "CloseOrder", GoName: "CloseOrder", WireType: "shop.CloseOrder",
		Fields: []*model.Field{m.order.IDField, wish}, DecideGo: true, Emits: []*model.Emit{{Event: m.closed}}, Rejects: []*model.Rejection{m.exceeded},
		Asks: []*model.CommandAsk{{Ask: m.price, BeforeLoad: true}}}
	m.order.Commands = []*model.Command{m.place, m.close}
	return m
}

// decider is what the user of the example writes.
const exampleDecider = `package shop

import "context"

type decisions struct{}

func NewOrderDecider() OrderDecider { return decisions{} }

func (decisions) PlaceOrder(_ context.Context, in PlaceOrderInput) ([]PlaceOrderEvent, error) {
	return []PlaceOrderEvent{OrderPlaced(in.Cmd)}, nil
}

func (decisions) CloseOrder(_ context.Context, in CloseOrderInput) ([]CloseOrderEvent, error) {
	switch in.Cmd.Reason {
	case "nothing":
		return nil, nil
	case "refuse":
		return nil, &CreditExceeded{}
	}
	closed := OrderClosed{OrderID: in.Cmd.OrderID, Reason: in.Cmd.Reason, Price: in.UnitPrice, At: in.Now, Token: in.NewID()}
	if in.Meta.Actor != "" {
		closed.By = &in.Meta.Actor
	}
	return []CloseOrderEvent{closed}, nil
}
`

func lit(t *model.Type, v any) *model.Literal { return &model.Literal{Type: t, Value: v} }

// message is a literal of some fields of a message, by name.
func message(fields []*model.Field, values map[string]any) *model.Literal {
	s := &model.StructLiteral{}
	for _, f := range fields {
		if v, ok := values[f.Name]; ok {
			s.Fields = append(s.Fields, model.FieldLiteral{Field: f, Value: lit(f.Type, v)})
		}
	}
	return &model.Literal{Value: s}
}

// everything has a value in each field but the aggregate's id.
func (m *exampleModel) everything() map[string]any {
	values := map[string]any{}
	for i, c := range m.literals {
		if c.name == "no member" {
			c.literal.Value = c.literal.Type.Enum.Members[0]
		}
		values[fmt.Sprintf("f%d", i)] = c.literal.Value
	}
	return values
}

func with(values map[string]any, name string, value any) map[string]any {
	out := map[string]any{name: value}
	for k, v := range values {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// scenario adds an example: of an order that is placed unless begin says
// otherwise, and closed.
func (m *exampleModel) scenario(name string, change func(s *model.Scenario, step *model.Step)) {
	given := &model.Given{Event: m.placed, ID: "ord_1", Value: message(m.placed.Fields, with(m.everything(), "order_id", "ord_1"))}
	step := &model.Step{Command: m.close, ID: "ord_1", StateID: "ord_1", HasThen: true,
		Value: message(m.close.Fields, map[string]any{"order_id": "ord_1", "reason": "done"}),
		Then:  []*model.Expected{m.isClosed(nil)}}
	s := &model.Scenario{Name: name, Aggregate: m.order, Given: []*model.Given{given}, Steps: []*model.Step{step},
		Answers: []model.Answer{{Ask: m.price, Value: lit(simple(model.Decimal), "12.5")}}}
	change(s, step)
	m.order.Scenarios = append(m.order.Scenarios, s)
}

func (m *exampleModel) isClosed(values map[string]any) *model.Expected {
	return &model.Expected{Event: m.closed, Value: message(m.closed.Fields, values)}
}

func (m *exampleModel) because(reason string) *model.Literal {
	return message(m.close.Fields, map[string]any{"order_id": "ord_1", "reason": reason})
}

// addExamples adds examples that hold, and for each kind of expectation one in
// which it is flipped, so that its test must fail.
func (m *exampleModel) addExamples() {
	now := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	keep := func(*model.Scenario, *model.Step) {}
	outcome := func(value *model.Literal, set func(step *model.Step)) func(*model.Scenario, *model.Step) {
		return func(_ *model.Scenario, step *model.Step) {
			step.Value, step.HasThen, step.Then = value, false, nil
			set(step)
		}
	}
	then := func(values map[string]any) func(*model.Scenario, *model.Step) {
		return func(s *model.Scenario, step *model.Step) {
			s.Now, s.Meta, s.IDs = now, model.ScenarioMeta{Actor: "ann"}, []string{"tok-1"}
			step.Then = []*model.Expected{m.isClosed(values)}
		}
	}
	anonymous := func(values map[string]any) func(*model.Scenario, *model.Step) {
		return func(_ *model.Scenario, step *model.Step) { step.Then = []*model.Expected{m.isClosed(values)} }
	}
	m.scenario("good: an event", keep)
	m.scenario("flipped: no event", func(_ *model.Scenario, step *model.Step) { step.Then = nil })
	m.scenario("flipped: two events", func(_ *model.Scenario, step *model.Step) { step.Then = append(step.Then, step.Then[0]) })
	m.scenario("flipped: another event", func(_ *model.Scenario, step *model.Step) {
		step.Then = []*model.Expected{{Event: m.placed, Value: message(nil, nil)}}
	})
	m.scenario("good: nothing", outcome(m.because("nothing"), func(step *model.Step) { step.HasThen = true }))
	m.scenario("good: the fields", then(map[string]any{"reason": "done", "by": "ann", "price": "12.50", "at": now, "token": "tok-1"}))
	for name, value := range map[string]any{"reason": "Done", "by": "bob", "price": "12.51", "at": now.Add(time.Second), "token": "tok-2"} {
		m.scenario("flipped: "+name, then(map[string]any{name: value}))
	}
	m.scenario("good: absent", anonymous(map[string]any{"by": nil}))
	m.scenario("flipped: absent", then(map[string]any{"by": nil}))
	m.scenario("flipped: present", anonymous(map[string]any{"by": "ann"}))
	m.scenario("good: the default instant", anonymous(map[string]any{"at": time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)}))

	m.scenario("good: rejected", outcome(m.because("refuse"), func(step *model.Step) { step.Rejected = "CreditExceeded" }))
	m.scenario("flipped: rejected otherwise", outcome(m.because("refuse"), func(step *model.Step) { step.Rejected = "not_found" }))
	m.scenario("flipped: not rejected", outcome(m.because("done"), func(step *model.Step) { step.Rejected = "CreditExceeded" }))
	m.scenario("flipped: rejected", outcome(m.because("refuse"), func(step *model.Step) { step.HasThen = true }))
	m.scenario("good: not found", func(s *model.Scenario, step *model.Step) {
		s.Given = nil
		outcome(m.because("done"), func(step *model.Step) { step.Rejected = "not_found" })(s, step)
	})
	m.scenario("good: invalid", outcome(m.because(""), func(step *model.Step) { step.Invalid = []string{"reason"} }))
	m.scenario("flipped: invalid elsewhere", outcome(m.because(""), func(step *model.Step) { step.Invalid = []string{"order_id"} }))
	m.scenario("flipped: not invalid", outcome(m.because("done"), func(step *model.Step) { step.Invalid = []string{"reason"} }))
	m.scenario("flipped: not answered", func(s *model.Scenario, _ *model.Step) { s.Answers = nil })

	m.scenario("good: repeated", func(_ *model.Scenario, step *model.Step) { step.Repeat = true })
	m.scenario("good: steps", func(s *model.Scenario, step *model.Step) {
		second := *step
		second.Now = &now
		second.Then = []*model.Expected{m.isClosed(map[string]any{"at": now})}
		third := *step
		third.Then = []*model.Expected{m.isClosed(map[string]any{"at": time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)})}
		s.Steps = append(s.Steps, &second, &third)
	})
	m.scenario("good: a given of its own time", func(s *model.Scenario, _ *model.Step) {
		s.Given[0].At, s.Given[0].Meta = now, model.ScenarioMeta{Actor: "then"}
	})

	// Every kind of value, given, sent, raised and kept.
	all := m.everything()
	place := func(id string, expected, state map[string]any) func(*model.Scenario, *model.Step) {
		return func(s *model.Scenario, step *model.Step) {
			s.Given = nil
			step.Command, step.Value = m.place, message(m.place.Fields, with(all, "order_id", id))
			step.Then = []*model.Expected{{Event: m.placed, Value: message(m.placed.Fields, expected)}}
			step.State, step.StateID = message(m.order.State, state), id
		}
	}
	m.scenario("good: every kind of value", place("ord_1", all, all))
	m.scenario("good: an id that is made", place("", all, all))
	m.scenario("good: the state of a beginning", func(s *model.Scenario, step *model.Step) {
		step.Command, step.HasThen = nil, false
		step.State = message(m.order.State, all)
	})
	for i, c := range m.literals {
		if other := anotherValue(c.literal); other != nil {
			name := fmt.Sprintf("f%d", i)
			m.scenario("flipped: event of "+c.name, place("ord_1", map[string]any{name: other}, nil))
			m.scenario("flipped: state of "+c.name, place("ord_1", nil, map[string]any{name: other}))
		}
	}
}

// anotherValue is of the same type as a literal and isn't it.
func anotherValue(l *model.Literal) any {
	switch x := l.Value.(type) {
	case string:
		switch kindOf(l.Type) {
		case model.Decimal:
			return "99"
		case model.UUID:
			return "11111111-1111-7111-8111-111111111111"
		case model.JSON:
			return `{"a":2}`
		}
		return x + "!"
	case bool:
		return !x
	case int64:
		return x ^ 1
	case uint64:
		return x ^ 1
	case float64:
		return x + 1
	case time.Time:
		return x.Add(48 * time.Hour)
	case time.Duration:
		return x + 1
	case []byte:
		return append([]byte("z"), x...)
	case []*model.Literal:
		if len(x) == 0 {
			return []*model.Literal{lit(l.Type.Elem, "a")}
		}
		return x[:len(x)-1]
	case []model.MapEntry:
		return []model.MapEntry{}
	}
	return nil
}

func TestScenariosPassAndFailAsTheyMust(t *testing.T) {
	m := newExampleModel()
	m.addExamples()
	files, err := Generate(m.ws)
	if err != nil {
		t.Fatal(err)
	}
	user := usermodule.New(t)
	for _, f := range files {
		if !f.Once || strings.HasSuffix(f.Path, "asks.go") {
			user.Write(f.Path, string(f.Content))
		}
	}
	user.Write("shop/order_decider.go", exampleDecider)
	user.Write("shop/stores_test.go", "package shop_test\n\nimport _ \"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios\"\n")
	user.Write("shop/kit_test.go", kitTest)
	if out, err := user.Go("vet", "./..."); err != nil {
		t.Fatalf("go vet: %v\n%s\n%s", err, out, user.Read("shop/order_scenarios_gen_test.go"))
	}
	out, _ := user.Go("test", "-v", "./...")
	for _, s := range m.order.Scenarios {
		want := "PASS"
		if strings.HasPrefix(s.Name, "flipped") {
			want = "FAIL"
		}
		for _, store := range []string{"memory", "sqlite"} {
			line := fmt.Sprintf("--- %s: TestOrderScenarios/%s/%s ", want, strings.ReplaceAll(s.Name, " ", "_"), store)
			if !strings.Contains(out, line) {
				t.Errorf("%q on %s should %s", s.Name, store, strings.ToLower(want))
			}
		}
	}
	if !strings.Contains(out, "--- PASS: TestByHand ") {
		t.Error("the test by hand should pass")
	}
	if t.Failed() {
		t.Log(out)
	}
}

func TestAScenarioReadsLikeItsModel(t *testing.T) {
	m := newExampleModel()
	now := time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)
	given := &model.Given{Event: m.closed, ID: "ord_1", At: now.Add(-time.Hour), Meta: model.ScenarioMeta{Actor: "bob"},
		Value: message(m.closed.Fields, map[string]any{"order_id": "ord_1", "reason": "tired", "price": "0"})}
	m.order.Scenarios = []*model.Scenario{{
		Name: "an order is closed once", Aggregate: m.order, Now: now, Meta: model.ScenarioMeta{Actor: "ann"}, IDs: []string{"tok"},
		Given: []*model.Given{given},
		Steps: []*model.Step{
			{Command: m.close, ID: "ord_1", Value: m.because("done"), HasThen: true, Repeat: true,
				Then:  []*model.Expected{m.isClosed(map[string]any{"by": nil}), m.isClosed(nil)},
				State: message(m.order.State, map[string]any{"reason": "done"}), StateID: "ord_1"},
			{Command: m.close, ID: "ord_1", Value: m.because(""), Invalid: []string{"reason"}, Meta: &model.ScenarioMeta{}},
			{Command: m.close, ID: "ord_1", Value: m.because("done"), Rejected: "CreditExceeded"},
		},
	}}
	file, err := newPkg(m.ws, m.shop).scenarios(m.order)
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(string(file.Content), "\n)\n")
	const want = `
// TestOrderScenarios are the examples of Order in the model.
func TestOrderScenarios(t *testing.T) {
	shoptest.Scenario(t, "an order is closed once", func(f *shoptest.Fixture) {
		f.Now(time.Date(2026, time.January, 29, 12, 0, 0, 0, time.UTC))
		f.As(scenariotest.Meta{Actor: "ann"})
		f.IDs("tok")
		f.Given(scenariotest.Past{
			Event: shop.OrderClosed{OrderID: "ord_1", Reason: "tired", Price: decimal.RequireFromString("0")},
			At:    time.Date(2026, time.January, 29, 11, 0, 0, 0, time.UTC),
			Meta:  scenariotest.Meta{Actor: "bob"},
		})
		f.WhenRepeated(shop.CloseOrder{OrderID: "ord_1", Reason: "done"})
		f.ThenLike(
			scenariotest.Like[shop.OrderClosed](scenariotest.Fields{"by": nil}),
			scenariotest.Like[shop.OrderClosed](nil),
		)
		f.OrderIs("ord_1", scenariotest.Fields{"reason": "done"})

		f.As(scenariotest.Meta{})
		f.When(shop.CloseOrder{OrderID: "ord_1", Reason: ""})
		f.Invalid("reason")

		f.As(scenariotest.Meta{Actor: "ann"})
		f.When(shop.CloseOrder{OrderID: "ord_1", Reason: "done"})
		f.Rejected("CreditExceeded")
	})
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// kitTest is a test as people write one.
const kitTest = `package shop_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"example.com/user/shop"
	"example.com/user/shop/shoptest"
)

func TestByHand(t *testing.T) {
	f := shoptest.New(t)
	f.Given(shoptest.OrderPlaced())
	f.AnswerUnitPrice(decimal.NewFromInt(3))
	f.IDs("tok")
	f.When(shoptest.CloseOrder(func(c *shop.CloseOrder) { c.Reason = "by hand" }))
	f.Then(shoptest.OrderClosed(func(e *shop.OrderClosed) {
		e.Reason, e.Price, e.Token = "by hand", decimal.NewFromInt(3), "tok"
	}))
	if state := f.StateOfOrder("ord_1"); state.Reason != "by hand" {
		t.Errorf("state is %+v", state)
	}
}
`
