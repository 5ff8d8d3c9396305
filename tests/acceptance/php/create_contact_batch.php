<?php
/**
 * You'll need your login/password pair when you create the SOAP client.
 * Don't use the fake login/password provided here; it's just for show and
 * won't work.
 */
$wsdl = "http://callfire.com/api/1.1/wsdl/callfire-service-http-soap12.wsdl";
$client = new SoapClient($wsdl, array(
    'soap_version' => SOAP_1_2,
    'login'        => 'YourLoginId',    
    'password'     => 'YourPassword'));


/**
 * CreateContactBatch. Add list of numbers or ContactList to Broadcast.
 */
//
// Add a list of 2 numbers to campaign.
//
$request = new stdclass();
$request->BroadcastId = 3; // required  
$request->Name = 'My Test API ContactBatch Numbers List';   
$request->ToNumber = array('13105551216', '13105551217'); // required choice 
$request->ContactListId = 2; // required choice 
$request->ScrubBroadcastDuplicates = true;   

$contactBatchId = $client->CreateContactBatch($request);
echo "contactBatchId: " . $contactBatchId;

// Sample response:
// contactBatchId: 332

//
// Add existing contact list by id to campaign.
// Currently unavailable, coming soon.
//
$request = new stdclass();
$request->BroadcastId = 3; // required  
$request->Name = 'My Test API ContactBatch Contact List';   
$request->ContactListId = 79; // required choice 
$request->ScrubBroadcastDuplicates = true;   

$contactBatchId = $client->CreateContactBatch($request);
echo "contactBatchId: " . $contactBatchId;

// Sample response: Currently unavailble, coming soon.

?>
