using System.CommandLine;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models list | retrain | rollback | promote | mark | requests</c></summary>
internal static class ModelsCommand
{
    public static Command Create() => new(
        "models",
        """
        See which models entities have, and ask a running service to change them. Commands write requests to the store; the service reads them
        about once a second, and each entity applies them before its next event. A service that does not run applies them when it does.

        Examples:
          streamae models list --data data --monitor pumps --entity pump-007
          streamae models rollback --data data --monitor pumps --entity pump-007 --reason 'flaps since noon'
        """)
    {
        ModelsListCommand.Create(),
        RetrainCommand.Create(),
        VersionCommand.CreateRollback(),
        VersionCommand.CreatePromote(),
        MarkCommand.Create(),
        RequestsCommand.Create(),
    };
}
