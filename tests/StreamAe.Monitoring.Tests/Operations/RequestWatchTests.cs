using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Operations;

/// <summary>From the store to the board.</summary>
public sealed class RequestWatchTests
{
    private readonly Store _store = new();
    private readonly RequestBoard _board = new();
    private readonly LogLines _log = new();
    private readonly RequestWatch _watch;
    private readonly EntityMonitor _entity = new(TestMonitors.Plan(TestMonitors.Quick), "e");

    public RequestWatchTests() => _watch = new RequestWatch(_store, TestMonitors.Name, _board, new ManualTimeProvider(), _log);

    [Fact]
    public void Look_BringsWhatWaitsAndTakesAwayWhatIsSettled()
    {
        _watch.Look();
        Assert.True(_board.Current.IsEmpty);
        _store.Pending.Add(Request(1, OperatorRequestKind.Retrain));
        _store.Pending.Add(Request(2, OperatorRequestKind.Rollback, new VersionBody(3).Write()));
        _watch.Look();
        Assert.Equal([1, 2], _board.Current.For(_entity).Select(r => r.Request.Sequence));
        Assert.Equal([null, 3], _board.Current.For(_entity).Select(r => r.Model?.Version));

        // What is there stays as it is: no model is read again, and shards see the same set.
        RequestSet before = _board.Current;
        _watch.Look();
        Assert.Same(before, _board.Current);
        Assert.Equal(1, _store.ModelsRead);
        _store.Pending.RemoveAt(0);
        _watch.Look();
        Assert.Equal([2], _board.Current.For(_entity).Select(r => r.Request.Sequence));
        Assert.Equal(1, _store.ModelsRead);
        _store.Pending.Clear();
        _watch.Look();
        Assert.True(_board.Current.IsEmpty);
    }

    [Fact]
    public void Look_OfAVersionThatIsNotKeptOrNotNamed_BringsNoModel()
    {
        _store.Pending.Add(Request(1, OperatorRequestKind.Rollback, new VersionBody(99).Write()));
        _store.Pending.Add(Request(2, OperatorRequestKind.Promote));
        _watch.Look();
        Assert.Equal([null, null], _board.Current.For(_entity).Select(r => r.Model));
    }

    [Fact]
    public void Look_AtAStoreThatFails_SaysSoOnceAndLooksAgain()
    {
        _store.Pending.Add(Request(1, OperatorRequestKind.Retrain));
        _store.Fails = true;
        _watch.Look();
        _watch.Look();
        Assert.Single(_log.All);
        Assert.True(_board.Current.IsEmpty);
        _store.Fails = false;
        _watch.Look();
        Assert.False(_board.Current.IsEmpty);
        _store.Fails = true;
        _watch.Look();
        Assert.Equal(2, _log.All.Count);
        Assert.False(_board.Current.IsEmpty);
    }

    private static OperatorRequest Request(long sequence, OperatorRequestKind kind, string body = OperatorRequest.NoBody) =>
        new(sequence, TestMonitors.Name, "e", kind, body, "Ann", DateTimeOffset.UnixEpoch, "why");

    private sealed class Store : IRequestStore
    {
        private readonly MonitorPlan _plan = TestMonitors.Plan(TestMonitors.Quick);

        public List<OperatorRequest> Pending { get; } = [];

        public bool Fails { get; set; }

        public int ModelsRead { get; private set; }

        public long Append(OperatorRequest request) => throw new NotSupportedException();

        public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max) => Fails ? throw new IOException("gone") : [.. Pending];

        public IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max) => [];

        public EntityModel? ReadVersion(string monitor, string entity, int version)
        {
            ModelsRead += version == 3 ? 1 : 0;
            return version == 3 ? HandMade.Constant(_plan, 3) : null;
        }
    }
}
