using System.CommandLine;
using System.CommandLine.Invocation;
using StreamAe.Host.Modules;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae --version</c>: the version, and each optional part with whether this build has it.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.WriteLine($"streamae {ProductVersion.Text}");
        foreach (Part part in PartCatalog.OfThisBuild().Parts)
        {
            Console.Out.WriteLine($"  part {part.Name}: {part.Status}");
        }

        return ExitCode.Ok;
    }
}
