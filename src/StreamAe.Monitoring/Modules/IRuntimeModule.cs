namespace StreamAe.Monitoring.Modules;

/// <summary>A part that runs monitors in another way than the local runtime.</summary>
public interface IRuntimeModule : IHostModule
{
    /// <summary>The word of the configuration that chooses it: <c>orleans</c>.</summary>
    string Runtime { get; }

    /// <summary>Runs until every source ends or the token is cancelled; everything that was read is durable then.</summary>
    Task RunAsync(RuntimeSetup setup, CancellationToken cancellationToken);
}
