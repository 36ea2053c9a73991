namespace StreamAe.EndToEnd.Tests.Run;

/// <summary>What one run from beginning to end gives: the measure of all interrupted ones. Made once.</summary>
public sealed class UninterruptedRun : IAsyncLifetime
{
    internal Summary Summary { get; private set; } = null!;

    /// <summary>Lines of the alert file, sorted.</summary>
    internal string[] Alerts { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        using var folder = new ServiceFolder();
        Summary = await folder.RunAsync();
        Alerts = [.. folder.Alerts().Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
