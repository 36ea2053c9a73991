using System.CommandLine;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models retrain</c></summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var options = new RequestOptions();
        var all = new Option<bool>("--all") { Description = "Every entity of the monitor in place of one." };
        var command = new Command(
            "retrain",
            """
            Has an entity trained at its next event, whatever its schedule says and however often trainings failed. The new model is used if it is
            better than the one in use on held-out rows.

            Exit codes: 0 requested, 1 the store cannot be used, 2 the command line is wrong, or there is no such monitor or entity.

            Examples:
              streamae models retrain --data data --entity pump-007 --reason 'new impeller'
              streamae models retrain --config service.yaml --monitor pumps --all --reason 'sensors calibrated'
            """)
        {
            all,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(all) == parsed.GetValue(options.Entity) is not null)
            {
                throw new WrongUseException("Give either --entity or --all.");
            }

            using IOperatorStore store = options.Store.Open(parsed);
            string monitor = options.Store.FindMonitor(parsed, store);
            string? entity = parsed.GetValue(all) ? null : options.FindEntity(parsed, store, monitor);
            return options.Append(parsed, store, monitor, entity, OperatorRequestKind.Retrain, OperatorRequest.NoBody, "train now");
        });
        return command;
    }
}
