using StreamAe.Kafka.Mock;
using StreamAe.Kafka.Native;
using StreamAe.MockBroker;

// A broker in a process of its own: prints its bootstrap address, obeys the commands on standard input, ends with it.
int brokers = args.Length > 0 ? int.Parse(args[0]) : 1;
try
{
    using var broker = new MockBroker(brokers);
    Console.Out.WriteLine(broker.BootstrapServers);
    while (Console.In.ReadLine() is string line && line != MockBrokerCommand.Quit)
    {
        Console.Out.WriteLine(MockBrokerCommand.Run(broker, line));
    }

    return 0;
}
catch (KafkaLibraryException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
