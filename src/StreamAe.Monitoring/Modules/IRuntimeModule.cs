namespace StreamAe.Monitoring.Modules;

/// <summary>A part that runs monitors in another way than the local runtime.</summary>
public interface IRuntimeModule : IHostModule
{
    /// <summary>The word of the configuration that chooses it: <c>orleans</c>.</summary>
    string Runtime { get; }

    /// <summary>What its runtimes live in; nothing of it runs yet.</summary>
    IRuntimeHost Create(RuntimeSetup setup);
}
