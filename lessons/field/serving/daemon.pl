# Perl's HTTP::Daemon: daemon.pl PORT.
use HTTP::Daemon;
use HTTP::Response;
my $server = HTTP::Daemon->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], ReuseAddr => 1)
    or die;
$SIG{CHLD} = "IGNORE";
while (my $client = $server->accept) {
    next if fork;
    while (my $request = $client->get_request) {
        if ($request->method !~ /^(GET|HEAD|POST)$/) {
            $client->send_response(HTTP::Response->new(405, undef, [Allow => "GET, HEAD, POST"]));
            next;
        }
        my $page = "you sent: " . $request->content . "\n";
        my @fields = ("Content-Type" => "text/plain", "Content-Length" => length $page);
        $page = "" if $request->method eq "HEAD";
        $client->send_response(HTTP::Response->new(200, undef, \@fields, $page));
    }
    exit;
}
