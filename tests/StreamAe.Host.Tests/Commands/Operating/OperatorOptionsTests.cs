using System.CommandLine;
using StreamAe.Host.Commands.Operating;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Commands.Operating;

public sealed class OperatorOptionsTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A service may run elsewhere: where an operator sits there need be no device, and no such number.</summary>
    [Fact]
    public void Open_OfAServiceThatScoresOnADevice_NeedsNone()
    {
        string config = _folder.Write("s.yaml", ServiceFolder.Valid + "\ncompute: gpu\ncomputeDevice: 900");
        var options = new OperatorOptions();
        var command = new Command("test", "A command with a store.");
        options.AddTo(command);

        IOException error = Assert.ThrowsAny<IOException>(() => options.Open(command.Parse(["--config", config])));

        // The configuration is taken; what is missing is the store of a service that never ran.
        Assert.Contains(Path.Combine(_folder.Root, "state"), error.Message);
    }
}
