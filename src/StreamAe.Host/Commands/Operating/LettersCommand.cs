using System.CommandLine;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae dead-letters</c></summary>
internal static class LettersCommand
{
    public static Command Create() => new(
        "dead-letters",
        """
        The records that could not be taken in: list them; and once what kept them out was mended (a path in the source's mapping, a feature of the
        monitor, a schema), put them back to where they came from.

        Examples:
          streamae dead-letters list --config service.yaml --cause value,malformed
          streamae dead-letters replay --config service.yaml --monitor pumps --dry-run
          streamae dead-letters replay --config service.yaml --monitor pumps --reason "path of flow mended"
        """)
    {
        LetterListCommand.Create(),
        LetterReplayCommand.Create(),
    };
}
