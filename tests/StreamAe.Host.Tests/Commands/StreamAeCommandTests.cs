using System.CommandLine;
using StreamAe.Host.Commands;

namespace StreamAe.Host.Tests.Commands;

public sealed class StreamAeCommandTests
{
    [Fact]
    public void Create_EveryCommandAndOptionIsDescribed()
    {
        foreach (Command command in All(StreamAeCommand.Create()))
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), $"{command.Name} has no description.");
            Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name} has no description."));
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
