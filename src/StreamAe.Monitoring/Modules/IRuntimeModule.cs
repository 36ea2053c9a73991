namespace StreamAe.Monitoring.Modules;

/// <summary>A part that runs monitors in another way than the local runtime.</summary>
public interface IRuntimeModule : IHostModule
{
    /// <summary>The word of the configuration that chooses it: <c>orleans</c>.</summary>
    string Runtime { get; }

    /// <summary>What its runtimes live in; it does not work for anybody yet.</summary>
    /// <exception cref="IOException">The database of the cluster cannot be reached, or cannot be prepared.</exception>
    IRuntimeHost Create(RuntimeSetup setup);
}
