namespace StreamAe.Storage.Tests.Support;

/// <summary>The server that the tests of this assembly share, started by the first that needs it.</summary>
public sealed class PostgresFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(PostgresServer.Start);
    private int _databases;

    /// <summary>A database of the test's own; skips the test where there can be no server.</summary>
    internal PostgresPlace NewPlace()
    {
        SkipWhereMissing();
        return new PostgresPlace(_server.Value, $"test{Interlocked.Increment(ref _databases)}");
    }

    internal static void SkipWhereMissing() => Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? string.Empty);

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
